using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Messaging.Recipients;

namespace Mhero.Core.Messaging.Requests;

/// <summary>Makes the CommunicationRequest as it goes into the registry: valid R4 whatever the order named as recipients.</summary>
internal static class RequestResourceBuilder
{
    /// <summary>Beyond this many people the request has only their number, and their Communications name them.</summary>
    private const int MaxListed = 20_000;

    private static readonly IReadOnlyList<string> Allowed = ResourceRules.TargetsOf("CommunicationRequest", "recipient");

    /// <summary>Makes it.</summary>
    public static CommunicationRequest Build(MessageOrder order, ResolvedRecipients audience, Guid id, DateTimeOffset now)
    {
        var request = order.Resource is null ? New(order, now) : (CommunicationRequest)order.Resource.DeepCopy();
        (request.Id, request.Meta, request.Text, request.Contained, request.Recipient) = (null, null, null, [], []);
        request.Extension.RemoveAll(e => e.Url is MheroSystems.RecipientExtension or MheroSystems.Progress);
        request.Identifier.RemoveAll(i => i.System == MheroSystems.Request);
        request.Identifier.Add(new Identifier(MheroSystems.Request, id.ToString()));
        var references = order.To.Count > 0 ? order.To.Select(Kept) : audience.People.Take(MaxListed).Where(p => p.Person is not null).Select(p => new ResourceReference(p.Person));
        foreach (var reference in references.OfType<ResourceReference>())
        {
            if (reference.Reference is { } text && text.Contains('?', StringComparison.Ordinal))
            {
                request.Extension.Add(new Extension(MheroSystems.RecipientExtension, new FhirString(text)));
            }
            else if (!ResourceRules.Allows(Allowed, ResourceRules.TypeOf(reference)))
            {
                request.Extension.Add(new Extension(MheroSystems.RecipientExtension, reference));
            }
            else
            {
                request.Recipient.Add(reference);
            }
        }

        return request;
    }

    /// <summary>A contained resource is in the registry, or is being created there, and is referred to by its identifier.</summary>
    private static ResourceReference? Kept(RecipientTarget target)
    {
        if (target.Contained is null)
        {
            return (ResourceReference)target.Reference.DeepCopy();
        }

        var identifier = WorkerIdentifiers.Of(target.Contained).FirstOrDefault(i => i is { System: not null, Value: not null });
        return identifier is null ? null : new ResourceReference { Type = target.Contained.TypeName, Identifier = new Identifier(identifier.System, identifier.Value) };
    }

    private static CommunicationRequest New(MessageOrder order, DateTimeOffset now)
    {
        var request = new CommunicationRequest
        {
            Status = RequestStatus.Active,
            Category = [new CodeableConcept(StandardSystems.CommunicationCategory, order.Category)],
            Priority = order.IsUrgent ? RequestPriority.Urgent : null,
            AuthoredOn = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        };
        if (order.BasedOn is { } origin)
        {
            request.BasedOn.Add(new ResourceReference(origin));
        }

        if (order.Period is { } period)
        {
            request.Extension.Add(new Extension(MheroSystems.ReportingPeriod, new Period { Start = FhirTimes.Write(period.Start), End = FhirTimes.Write(period.End.AddSeconds(-1)) }));
        }

        DataType content = order.Content.Flow is { } flow ? new Attachment { Url = flow.ToString(), Title = "Flow" } : TextOf(order.Content);
        request.Payload.Add(new CommunicationRequest.PayloadComponent { Content = content });
        foreach (var (name, value) in order.Content.Parameters)
        {
            request.Extension.Add(new Extension { Url = MheroSystems.FlowParameter, Extension = [new("name", new FhirString(name)), new("value", new FhirString(value))] });
        }

        return request;
    }

    private static FhirString TextOf(MessageContent content)
    {
        var text = new FhirString(content.Texts.GetValueOrDefault(content.BaseLanguage ?? ""));
        foreach (var (language, translation) in content.Texts.Where(t => t.Key != content.BaseLanguage))
        {
            text.Extension.Add(new Extension
            {
                Url = QuestionnaireExtensions.Translation,
                Extension = [new("lang", new Code(LanguageCodes.ToBcp47(language) ?? language)), new("content", new FhirString(translation))],
            });
        }

        return text;
    }
}
