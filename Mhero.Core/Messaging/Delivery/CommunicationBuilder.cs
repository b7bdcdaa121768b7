using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping;
using Mhero.Core.Mapping.Communications;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Messaging.Delivery;

/// <summary>Makes the Communication of a recipient.</summary>
internal sealed class CommunicationBuilder(MessageToCommunication mapping)
{
    // Of Communication.recipient in R4: no Person.
    private static readonly string[] Recipients = ["Device", "Organization", "Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "Group", "CareTeam", "HealthcareService"];

    /// <summary>Makes it.</summary>
    /// <param name="request">The request, which is in the registry.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="person">One of the chunk's people, who has a contact or is in the registry.</param>
    /// <param name="message">The message as RapidPro made it; null while there is none, and for a flow.</param>
    /// <param name="asked">The request as the registry has it, for its category and payload.</param>
    /// <param name="now">The time of what is known.</param>
    public RegistryWrite Make(RequestRow request, ChunkRow chunk, RecipientRow person, Message? message, CommunicationRequest asked, DateTimeOffset now)
    {
        var key = $"{request.Id}.{person.Contact?.ToString() ?? person.Person}";
        var (text, language) = request.Content.For(person.Language);
        var communication = new Communication
        {
            Identifier = [new Identifier(MheroSystems.Sent, key)],
            BasedOn = [new ResourceReference($"CommunicationRequest/{request.RegistryId}")],
            Status = StatusOf(person.State),
            StatusReason = ReasonOf(person),
            Category = [.. asked.Category.Select(c => (CodeableConcept)c.DeepCopy())],
            Priority = asked.Priority,
            Language = LanguageCodes.ToBcp47(language),
            Recipient = [PersonReferences.Place(person.Person is null ? RunPeople.Unknown(person.Contact!.Value) : new ResourceReference(person.Person), person.Contact, Recipients, out _)],
            Sent = person.State is SendState.Planned or SendState.LeftOut || (person.SentOn ?? chunk.SentAt) is not { } sent ? null : FhirTimes.Write(sent),
        };
        if (mapping.MediumOf(null, message?.Urn ?? (person.Scheme is null ? null : person.Scheme + ":x")) is { } medium)
        {
            communication.Medium = [new CodeableConcept(StandardSystems.ParticipationMode, medium)];
        }

        var content = request.Content.Flow is not null
            ? asked.Payload.Select(p => (DataType?)p.Content?.DeepCopy()).FirstOrDefault(c => c is not null) ?? new Attachment { Url = request.Content.Flow.ToString(), Title = "Flow" }
            : new FhirString(string.IsNullOrWhiteSpace(message?.Text) ? text : message.Text);
        communication.Payload = [new Communication.PayloadComponent { Content = content }];
        if (person.Response is not null)
        {
            communication.About = [new ResourceReference(person.Response)];
        }

        return new RegistryWrite(key, communication, new FhirSearch("Communication").Where("identifier", MheroSystems.Sent, key), new SourceState(now));
    }

    private static EventStatus StatusOf(SendState state) => state switch
    {
        SendState.Planned => EventStatus.Preparation,
        SendState.Sent => EventStatus.InProgress,
        SendState.Completed => EventStatus.Completed,
        SendState.Unknown => EventStatus.Unknown,
        _ => EventStatus.NotDone,
    };

    private static CodeableConcept? ReasonOf(RecipientRow person) => person.State is not (SendState.NotDone or SendState.LeftOut) ? null : person.Code switch
    {
        MessagingCodes.NoNumber => Reason("recipient-unavailable", "RapidPro has no address for the contact."),
        MessagingCodes.NoContact => Reason("recipient-unavailable", "The contact could not be made in time."),
        MessagingCodes.ContactGone => Reason("recipient-unavailable", "RapidPro has deleted the contact."),
        MessagingCodes.ContactStopped => Reason("patient-objection", "The contact is stopped, blocked or archived in RapidPro."),
        MessagingCodes.CeilingReached => Text("The person had the day's number of messages already."),
        MessagingCodes.Revoked => Text("The request was revoked."),
        MessagingCodes.Expired => Text("The time for sending it was over."),
        MessagingCodes.NotMade => Text("RapidPro made no message, or started no run, for the contact."),
        MessagingCodes.Refused => Text("RapidPro refuses to send it."),
        _ => Reason("unknown", "RapidPro could not send it and does not say why."),
    };

    private static CodeableConcept Reason(string code, string? text) => new(StandardSystems.NotDoneReason, code, text);

    private static CodeableConcept Text(string text) => new() { Text = text };
}
