using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Reminders;

namespace Mhero.Core.Messaging.Requests;

/// <summary>Reads what a client's CommunicationRequest asks for. Pure but for the time; flows are looked up elsewhere.</summary>
internal sealed class CommunicationRequestReader(MessagingOptions options, DateTimeOffset now)
{
    private const string Root = "CommunicationRequest";
    private const int MaxParameters = 50;

    private readonly string _defaultLanguage = LanguageCodes.ToIso6393(options.DefaultLanguage) ?? "eng";

    /// <summary>Every fault that was found.</summary>
    public List<RequestFault> Faults { get; } = [];

    /// <summary>Warnings for the client about an accepted request.</summary>
    public List<RequestFault> Warnings { get; } = [];

    /// <summary>Why nothing is to be sent, by the request itself; null when it is.</summary>
    public string? NotToBeSent { get; private set; }

    /// <summary>The code of <see cref="NotToBeSent"/>.</summary>
    public string NotToBeSentCode { get; private set; } = MessagingCodes.NotToBeSent;

    /// <summary>The schedule; null for none.</summary>
    public string? Cron { get; private set; }

    /// <summary>Whether the schedule ends after once.</summary>
    public bool Once { get; private set; }

    /// <summary>The reference that names the flow, or the text that does; null for a message.</summary>
    public (ResourceReference? Reference, string? Text, string Path)? Flow { get; private set; }

    /// <summary>Reads it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The client's key of the order; null when it gave none.</param>
    public MessageOrder Read(CommunicationRequest request, string? key)
    {
        ReadState(request);
        var (notBefore, notAfter) = TimesOf(request);
        ReadSchedule(request);
        return new MessageOrder
        {
            Key = key ?? KeyOf(request),
            Content = ContentOf(request),
            To = TargetsOf(request),
            NotBefore = notBefore,
            NotAfter = notAfter,
            IsUrgent = request.Priority is RequestPriority.Urgent or RequestPriority.Asap or RequestPriority.Stat,
            Resource = request,
        };
    }

    private static string KeyOf(CommunicationRequest request) =>
        request.Identifier.Find(i => i is { System: not null, Value: not null }) is { } identifier ? $"id|{identifier.System}|{identifier.Value}" : $"once|{Guid.NewGuid()}";

    private void ReadState(CommunicationRequest request)
    {
        if (request.DoNotPerform is true)
        {
            NotToBeSent = "The request has doNotPerform: nothing is sent.";
        }
        else if (request.Status != RequestStatus.Active)
        {
            NotToBeSent = $"The request's status is {request.StatusElement?.JsonValue ?? "not there"} and not active: nothing is sent.";
        }
    }

    private (DateTimeOffset? NotBefore, DateTimeOffset? NotAfter) TimesOf(CommunicationRequest request)
    {
        var (start, end) = request.Occurrence switch
        {
            FhirDateTime at => (at.Value, null),
            Period period => (period.Start, period.End),
            _ => (null, null),
        };
        var notAfter = TimeOf(end);
        if (notAfter is not null && end!.Length == "yyyy-MM-dd".Length)
        {
            notAfter = notAfter.Value.AddDays(1);
        }

        if (notAfter < now)
        {
            (NotToBeSent, NotToBeSentCode) = ("The period of the request is over: nothing is sent.", MessagingCodes.Expired);
        }

        return (TimeOf(start) is { } begin && begin > now ? begin : null, notAfter);
    }

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private void ReadSchedule(CommunicationRequest request)
    {
        var index = request.Extension.FindIndex(e => e.Url == MheroSystems.Schedule);
        if (index < 0)
        {
            return;
        }

        var path = $"{Root}.extension[{index}]";
        var schedule = request.Extension[index];
        var text = TextOf(schedule, "cronExpression")?.Trim() ?? "";
        var frequency = TextOf(schedule, "frequency");
        Once = frequency == "once";
        ReminderExtension.Read(request, Faults);
        if (ReminderSchedule.OfCron(text, TimeZoneInfo.Utc) is not { } cron)
        {
            Faults.Add(new(MessagingCodes.BadSchedule, path, "The cronExpression is not one: five fields, or six with seconds, such as 0 8 * * 5."));
            return;
        }

        if (cron.NextAfter(now) is null)
        {
            Faults.Add(new(MessagingCodes.BadSchedule, path, "The schedule never fires."));
            return;
        }

        Cron = text;
    }

    private static string? TextOf(Extension parent, string url) => (parent.Extension.Find(e => e.Url == url)?.Value as PrimitiveType)?.JsonValue?.ToString();

    private MessageContent ContentOf(CommunicationRequest request)
    {
        var content = new MessageContent();
        if (request.Payload.Count == 0)
        {
            Faults.Add(new(MessagingCodes.NoPayload, $"{Root}.payload", "There is nothing to send: give a contentString, or a flow as contentReference or contentAttachment."));
            return content;
        }

        if (request.Payload.Count > 1)
        {
            Faults.Add(new(MessagingCodes.SeveralPayloads, $"{Root}.payload[1]", "One request sends one text or starts one flow: send the others as requests of their own; translations belong into the one text's translation extensions."));
            return content;
        }

        var path = $"{Root}.payload[0].content";
        switch (request.Payload[0].Content)
        {
            case FhirString text:
                return TextsOf(text, request.Language, path, IsTemplate(request, text));
            case ResourceReference reference:
                Flow = (reference, null, path);
                break;
            case Attachment { Url: { Length: > 0 } url }:
                // A name has blanks, which an address has as %20.
                Flow = (null, url.Contains("://", StringComparison.Ordinal) ? url : Uri.UnescapeDataString(url), path + ".url");
                break;
            case Attachment { Title: { } title, Data: null } when !string.IsNullOrWhiteSpace(title):
                Flow = (null, title, path + ".title");
                break;
            default:
                Faults.Add(new(MessagingCodes.PayloadUnsupported, path, "RapidPro sends texts and starts flows: give a contentString, a contentReference to the flow, or a contentAttachment whose url is the flow's UUID or whose title is the flow's name."));
                break;
        }

        return content with { Parameters = ParametersOf(request) };
    }

    private bool IsTemplate(CommunicationRequest request, FhirString text) =>
        (text.GetExtensionValue<FhirBoolean>(MheroSystems.TextIsTemplate)
            ?? request.Payload[0].GetExtensionValue<FhirBoolean>(MheroSystems.TextIsTemplate)
            ?? request.GetExtensionValue<FhirBoolean>(MheroSystems.TextIsTemplate))?.JsonValue as bool? ?? options.TextIsTemplate;

    private void CheckKind(string text, bool isTemplate, string path)
    {
        if (!isTemplate && LiteralText.LooksLikeTemplate(text))
        {
            Warnings.Add(new(MessagingCodes.TextKind, path, $"The text seems to contain an expression of RapidPro and is sent unchanged. For evaluation, add the extension {MheroSystems.TextIsTemplate} with valueBoolean true."));
        }
        else if (isTemplate && LiteralText.LooksLiteral(text))
        {
            Warnings.Add(new(MessagingCodes.TextKind, path, "The text is RapidPro's template and has an @ that looks like an address: write @@ for each literal @, or send the text as it is, without the extension text-is-template."));
        }
    }

    private MessageContent TextsOf(FhirString text, string? language, string path, bool isTemplate)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var main = language is null ? _defaultLanguage : LanguageCodes.ToIso6393(language);
        if (main is null)
        {
            Faults.Add(new(MessagingCodes.BadLanguage, $"{Root}.language", "This is not a language: give a BCP-47 tag such as sw."));
            main = _defaultLanguage;
        }

        if (string.IsNullOrWhiteSpace(text.Value))
        {
            Faults.Add(new(MessagingCodes.NoPayload, path, "The text is empty."));
        }

        texts[main] = text.Value ?? "";
        for (var i = 0; i < text.Extension.Count; i++)
        {
            if (text.Extension[i].Url != QuestionnaireExtensions.Translation)
            {
                continue;
            }

            var code = LanguageCodes.ToIso6393(TextOf(text.Extension[i], "lang"));
            var translation = TextOf(text.Extension[i], "content");
            if (code is null || string.IsNullOrWhiteSpace(translation) || !texts.TryAdd(code, translation))
            {
                Faults.Add(new(MessagingCodes.BadLanguage, $"{path}.extension[{i}]", "A translation needs a language of its own (lang) and a text (content)."));
            }
        }

        foreach (var (code, one) in texts)
        {
            var length = (isTemplate ? one : LiteralText.Escape(one)).EnumerateRunes().Count();
            CheckKind(one, isTemplate, path);
            if (length > options.MaxTextLength)
            {
                Faults.Add(new(MessagingCodes.TextTooLong, path, $"The text in {code} has {length} characters; RapidPro takes {options.MaxTextLength} (Mhero__Messaging__MaxTextLength)."));
            }
        }

        return new MessageContent { Texts = texts, BaseLanguage = main, IsLiteral = !isTemplate };
    }

    private Dictionary<string, string> ParametersOf(CommunicationRequest request)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        var all = request.Extension.Select((e, i) => (e, $"{Root}.extension[{i}]")).Concat(request.Payload[0].Extension.Select((e, i) => (e, $"{Root}.payload[0].extension[{i}]")));
        foreach (var (extension, path) in all.Where(e => e.e.Url == MheroSystems.FlowParameter))
        {
            var name = TextOf(extension, "name");
            if (string.IsNullOrEmpty(name) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') || name == Outbox.ChunkSender.Marker
                || parameters.Count == MaxParameters || !parameters.TryAdd(name, TextOf(extension, "value") ?? ""))
            {
                Faults.Add(new(MessagingCodes.BadParameter, path, $"A parameter needs a name of its own of letters, digits and underscores; at most {MaxParameters}, and not {Outbox.ChunkSender.Marker}."));
            }
            else if (parameters[name].Length > RapidPro.Model.FlowStartParams.MaxValueLength)
            {
                Faults.Add(new(MessagingCodes.BadParameter, path, $"RapidPro cuts values after {RapidPro.Model.FlowStartParams.MaxValueLength} characters."));
            }
        }

        return parameters;
    }

    private List<RecipientTarget> TargetsOf(CommunicationRequest request)
    {
        var contained = request.Contained.Where(c => c.Id is not null).DistinctBy(c => c.Id).ToDictionary(c => c.Id!);
        var targets = new List<RecipientTarget>();
        for (var i = 0; i < request.Recipient.Count; i++)
        {
            Add(request.Recipient[i], $"{Root}.recipient[{i}]");
        }

        for (var i = 0; i < request.Extension.Count; i++)
        {
            if (request.Extension[i].Url == MheroSystems.RecipientExtension)
            {
                Add(request.Extension[i].Value as ResourceReference ?? new ResourceReference((request.Extension[i].Value as FhirString)?.Value), $"{Root}.extension[{i}].value");
            }
        }

        if (targets.Count == 0 && Faults.TrueForAll(f => f.Code != MessagingCodes.UnknownReference))
        {
            Faults.Add(new(MessagingCodes.NoRecipient, $"{Root}.recipient", "Name at least one recipient."));
        }

        return targets;

        void Add(ResourceReference reference, string path)
        {
            if (reference.Reference is not ['#', .. var id])
            {
                targets.Add(new RecipientTarget(reference, path));
            }
            else if (contained.GetValueOrDefault(id) is DomainResource resource)
            {
                targets.Add(new RecipientTarget(reference, path) { Contained = resource });
            }
            else
            {
                Faults.Add(new(MessagingCodes.UnknownReference, path, "Nothing with this id is contained."));
            }
        }
    }
}
