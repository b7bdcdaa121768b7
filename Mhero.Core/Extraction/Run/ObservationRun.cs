using Hl7.Fhir.Model;
using Mhero.Core.Extraction.Expressions;
using Mhero.Core.Extraction.Plan;
using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction.Run;

/// <summary>Makes Observations of answers.</summary>
/// <param name="response">The response.</param>
/// <param name="source">How resources refer to it; null when it has neither id nor identifier.</param>
/// <param name="drafts">Receives the entries.</param>
/// <param name="issues">Receives what could not be carried over.</param>
internal sealed class ObservationRun(QuestionnaireResponse response, ResourceReference? source, EntryDrafts drafts, IssueLog issues)
{
    private const string Place = "QuestionnaireResponse";

    /// <summary>Adds what one answer gives.</summary>
    /// <param name="plan">The item's plan.</param>
    /// <param name="answer">The answer; null for a group, whose Observation has components or members only.</param>
    /// <param name="scope">What expressions see.</param>
    /// <param name="place">Item, repetition and answer.</param>
    /// <param name="parent">The entry of the Observation around it; null for none.</param>
    /// <returns>The entry that Observations of items below belong to; null for none.</returns>
    public EntryDraft? Add(ObservationPlan plan, DataType? answer, Scope scope, string place, EntryDraft? parent)
    {
        if (response.StatusElement?.JsonValue is not ("completed" or "amended"))
        {
            issues.Warn(ExtractionCodes.NotCompleted, Place + ".status", "Observations are extracted from completed and amended responses only.");
            return null;
        }

        if (plan.Link is ObservationLink.Component or ObservationLink.Member or ObservationLink.Derived && parent is null)
        {
            issues.Warn(ExtractionCodes.NoExtractionContext, plan.Location, "No item around this one has an Observation to which its own could belong; it is an independent one.");
        }

        if (plan.Link == ObservationLink.Component && parent is { Resource: Observation panel })
        {
            if (answer is not null && ValueOf(plan, answer) is { } part)
            {
                panel.Component.Add(new() { Code = CodeOf(plan), Value = part });
            }

            return parent;
        }

        var observation = New(plan);
        var media = answer is Attachment attachment ? MediaOf(attachment) : null;
        if (answer is ResourceReference { Reference: not null } reference && IsAllowed(reference, nameof(Observation), "derivedFrom"))
        {
            observation.DerivedFrom.Add((ResourceReference)reference.DeepCopy());
        }
        else if (answer is not null && media is null)
        {
            observation.Value = ValueOf(plan, answer);
            if (observation.Value is null)
            {
                return parent;
            }
        }

        if (drafts.Add(observation, plan.Request, scope, place, nameof(Observation), plan.Location) is not { } draft)
        {
            return null;
        }

        if (media is not null && drafts.Add(media, RequestPlan.Plain, scope, place, nameof(Media), plan.Location) is { } mediaDraft)
        {
            observation.DerivedFrom.Add(new ResourceReference(mediaDraft.FullUrl));
        }

        Link(plan.Link, draft, parent);
        return draft;
    }

    /// <summary>Drops the Observation of a group that got neither components nor members: there is nothing to observe in it.</summary>
    public static void Finish(EntryDraft? draft)
    {
        if (draft is { Resource: Observation { Value: null, Component.Count: 0, HasMember.Count: 0 } })
        {
            draft.IsDropped = true;
        }
    }

    private static void Link(ObservationLink link, EntryDraft draft, EntryDraft? parent)
    {
        if (parent?.Resource is not Observation panel)
        {
            return;
        }

        if (link == ObservationLink.Member)
        {
            panel.HasMember.Add(new ResourceReference(draft.FullUrl));
        }
        else if (link == ObservationLink.Derived)
        {
            ((Observation)draft.Resource).DerivedFrom.Add(new ResourceReference(parent.FullUrl));
        }
    }

    private static CodeableConcept CodeOf(ObservationPlan plan) => new() { Coding = [.. plan.Codes.Select(code => (Coding)code.DeepCopy())] };

    private static bool IsAllowed(ResourceReference reference, string type, string element) =>
        ResourceRules.Allows(ResourceRules.TargetsOf(type, element), ResourceRules.TypeOf(reference));

    private Observation New(ObservationPlan plan)
    {
        var observation = new Observation
        {
            Status = response.StatusElement?.JsonValue is "amended" ? ObservationStatus.Amended : ObservationStatus.Final,
            Category = [.. plan.Categories.Select(category => (CodeableConcept)category.DeepCopy())],
            Code = CodeOf(plan),
            Encounter = (ResourceReference?)response.Encounter?.DeepCopy(),
            BasedOn = Carried(response.BasedOn, "basedOn"),
            PartOf = Carried(response.PartOf, "partOf"),
            Performer = Carried(response.Author is null ? [] : [response.Author], "performer", "author"),
        };
        if (response.AuthoredElement is { JsonValue: string } authored && authored.HasValidValue())
        {
            observation.Effective = authored.DeepCopy();
            observation.IssuedElement = Coercion.To(authored, typeof(Instant)) as Instant;
        }

        if (response.Subject is { } subject)
        {
            if (IsAllowed(subject, nameof(Observation), "subject"))
            {
                observation.Subject = (ResourceReference)subject.DeepCopy();
            }
            else
            {
                // R4 has no Observation of a Practitioner or an Organization; its focus may be any resource.
                observation.Focus.Add((ResourceReference)subject.DeepCopy());
                issues.Warn(ExtractionCodes.ReferenceNotCarried, Place + ".subject", $"An Observation's subject cannot be a {ResourceRules.TypeOf(subject)}: it is the focus instead.");
            }
        }

        if (source is not null)
        {
            observation.DerivedFrom.Add((ResourceReference)source.DeepCopy());
        }

        return observation;
    }

    private List<ResourceReference> Carried(IEnumerable<ResourceReference> references, string element, string? from = null)
    {
        var carried = new List<ResourceReference>();
        foreach (var reference in references)
        {
            if (IsAllowed(reference, nameof(Observation), element))
            {
                carried.Add((ResourceReference)reference.DeepCopy());
            }
            else
            {
                issues.Warn(ExtractionCodes.ReferenceNotCarried, $"{Place}.{from ?? element}", $"An Observation's {element} cannot be a {ResourceRules.TypeOf(reference)}; it was left out.");
            }
        }

        return carried;
    }

    private DataType? ValueOf(ObservationPlan plan, DataType answer)
    {
        if (Answers.SaysNothing(answer, out _))
        {
            issues.Warn(ExtractionCodes.AnswerNotCarried, plan.Location, "The response keeps an answer as text, since it is not a value of the item's type; it gives no Observation.");
            return null;
        }

        if (answer is ResourceReference reference)
        {
            issues.Warn(ExtractionCodes.AnswerNotCarried, plan.Location, "No Observation has a reference as its value; its display stands for it, if it has one.");
            return reference.Display is { Length: > 0 } display ? new FhirString(display) : null;
        }

        var property = ModelInfo.ModelInspector.FindClassMapping(nameof(Observation))!.FindMappedElementByName("value")!;
        var value = answer is Integer && plan.Unit is not null ? Coercion.To(answer, typeof(Quantity), plan.Unit) : Coercion.ToAny(answer, property, plan.Unit);
        if (value is null)
        {
            issues.Warn(ExtractionCodes.AnswerNotCarried, plan.Location, $"No Observation holds a {answer.TypeName} as its value, or not this one.");
        }

        return value;
    }

    private Media MediaOf(Attachment attachment)
    {
        var media = new Media
        {
            Status = EventStatus.Completed,
            Content = (Attachment)attachment.DeepCopy(),
            Encounter = (ResourceReference?)response.Encounter?.DeepCopy(),
            Created = response.AuthoredElement is { JsonValue: string } authored && authored.HasValidValue() ? authored.DeepCopy() : null,
        };
        if (response.Subject is { } subject && IsAllowed(subject, nameof(Media), "subject"))
        {
            media.Subject = (ResourceReference)subject.DeepCopy();
        }

        if (response.Author is { } author && IsAllowed(author, nameof(Media), "operator"))
        {
            media.Operator = (ResourceReference)author.DeepCopy();
        }

        return media;
    }
}
