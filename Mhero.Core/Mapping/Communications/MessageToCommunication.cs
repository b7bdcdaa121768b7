using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Communications;

/// <summary>Writes a message, in or out, as a Communication with the contact as sender or recipient. Thread-safe.</summary>
internal sealed class MessageToCommunication : IMapper<MessageSource, Communication>
{
    // Of Communication.sender in R4; a recipient may also be a Group or CareTeam. Neither takes a Person.
    private static readonly string[] Senders = ["Device", "Organization", "Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "HealthcareService"];
    private static readonly string[] Recipients = [.. Senders, "Group", "CareTeam"];

    private readonly HashSet<string> _apps;

    /// <summary>Prepares the mapping.</summary>
    /// <param name="options">The settings.</param>
    public MessageToCommunication(MessageMappingOptions options) =>
        _apps = new HashSet<string>(options.AppSchemes, StringComparer.OrdinalIgnoreCase)
        {
            Urn.WhatsApp, Urn.Bsuid, Urn.Telegram, Urn.Facebook, Urn.Instagram, Urn.Twitter, Urn.TwitterId, Urn.Viber, Urn.Line,
            Urn.Fcm, Urn.WeChat, Urn.Slack, Urn.WebChat, Urn.JioChat, Urn.Vk, Urn.RocketChat, Urn.Discord, Urn.FreshChat,
        };

    /// <inheritdoc/>
    public MappingResult<Communication> Map(MessageSource from)
    {
        var issues = new IssueCollector();
        var message = from.Message;
        var communication = new Communication
        {
            Identifier = [new Identifier(MheroSystems.MessageId, message.Id.ToString(CultureInfo.InvariantCulture))],
            Category = [new CodeableConcept(MheroSystems.MessageCategory, IsOfFlow(message) ? "flow" : "inbox")],
            Language = LanguageCodes.ToBcp47(from.Language),
        };
        if (communication.Language is null && !string.IsNullOrWhiteSpace(from.Language))
        {
            issues.Warn(MappingCodes.UnknownLanguage, "contact.language", "This is not a language of ISO 639-3.");
        }

        if (MediumOf(message.Type, message.Urn) is { } medium)
        {
            communication.Medium = [new CodeableConcept(StandardSystems.ParticipationMode, medium)];
        }

        switch (message.Direction)
        {
            case "in":
                WriteIncoming(communication, from, issues);
                break;
            case "out":
                WriteOutgoing(communication, from, issues);
                break;
            default:
                communication.Status = EventStatus.Unknown;
                communication.Received = Instant(message.CreatedOn);
                issues.Warn(MappingCodes.MessageStateUnknown, "message.direction", "The message is neither in nor out; the Communication has neither sender nor recipient.");
                break;
        }

        WritePayload(communication, message, issues);
        return new MappingResult<Communication>(communication, issues.ToList());
    }

    /// <summary>Up to 7.4 the type shows it; since 8.2 the flow itself is named.</summary>
    private static bool IsOfFlow(Message message) => message.Flow is not null || message.Type is "flow" or "ivr";

    private static string? Instant(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    private static void WriteIncoming(Communication communication, MessageSource from, IssueCollector issues)
    {
        communication.Status = EventStatus.Completed;
        communication.Sent = Instant(from.Message.SentOn);
        communication.Received = Instant(from.Message.CreatedOn);
        communication.Sender = Person(from, Senders, issues);
    }

    private static void WriteOutgoing(Communication communication, MessageSource from, IssueCollector issues)
    {
        var message = from.Message;
        communication.Recipient = [Person(from, Recipients, issues)];
        switch (message.Status)
        {
            // Many channels never hear of a delivery, so sent is as final as it gets there.
            case "sent" or "delivered" or "read":
                communication.Status = EventStatus.Completed;
                communication.Sent = Instant(message.SentOn ?? message.CreatedOn);
                break;

            // RapidPro tries an errored message again.
            case "initializing" or "queued" or "wired" or "errored" or "pending":
                communication.Status = EventStatus.InProgress;
                communication.Sent = Instant(message.SentOn);
                break;
            case "failed":
                communication.Status = EventStatus.NotDone;
                communication.StatusReason = message.Urn is null
                    ? new CodeableConcept(StandardSystems.NotDoneReason, "recipient-unavailable", "RapidPro has no address for the contact, or may not write to it.")
                    : new CodeableConcept(StandardSystems.NotDoneReason, "unknown", "RapidPro could not send it and does not say why.");
                break;
            default:
                communication.Status = EventStatus.Unknown;
                communication.Sent = Instant(message.SentOn);
                issues.Warn(MappingCodes.MessageStateUnknown, "message.status", "This is not a status of an outgoing message that is known.");
                break;
        }
    }

    private static ResourceReference Person(MessageSource from, string[] allowed, IssueCollector issues)
    {
        var person = PersonReferences.Place(from.Person, from.Message.Contact?.Uuid, allowed, out var isOther);
        if (isOther)
        {
            issues.Inform(MappingCodes.PersonNotAllowed, "message.contact", "R4 does not take this type of resource as sender or recipient; the contact's identifier was written in its place.");
        }

        return person;
    }

    private static void WritePayload(Communication communication, Message message, IssueCollector issues)
    {
        if (KeptText.Clean(message.Text) is { } text)
        {
            Add(communication, new FhirString(text));
        }

        for (var i = 0; i < message.Attachments.Count; i++)
        {
            var attachment = message.Attachments[i];
            if (KeptText.Clean(attachment?.Url) is not { } url)
            {
                issues.Warn(MappingCodes.AttachmentWithoutUrl, $"message.attachments[{i}]", "The attachment has no address, so there is nothing to point to.");
            }
            else if (MediaText.Place(url) is { } place)
            {
                Add(communication, new FhirString(place));
            }
            else if (url.Any(char.IsWhiteSpace) || attachment!.ContentType == "geo")
            {
                Add(communication, new FhirString(url));
            }
            else
            {
                Add(communication, new Attachment { ContentType = MediaText.ContentType(attachment.ContentType, url), Url = url });
            }
        }
    }

    private static void Add(Communication communication, DataType content) =>
        communication.Payload.Add(new Communication.PayloadComponent { Content = content });

    /// <summary>Code of <c>v3-ParticipationMode</c> for the way a message goes; null when it is not known.</summary>
    /// <param name="type">The message's type in RapidPro; null when it is not known.</param>
    /// <param name="address">The URN that it goes to or comes from.</param>
    internal string? MediumOf(string? type, string? address)
    {
        if (type is "voice" or "ivr")
        {
            return "PHONE";
        }

        if (!Urn.TryParse(address, out var urn))
        {
            return null;
        }

        // Of other schemes (ext) nothing is known but that it was written.
        return urn.Scheme switch
        {
            Urn.Tel => "SMSWRIT",
            Urn.Mailto => "EMAILWRIT",
            var scheme => _apps.Contains(scheme) ? "APPWRIT" : "WRITTEN",
        };
    }
}
