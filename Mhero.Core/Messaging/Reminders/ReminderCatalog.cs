using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Reporting;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>All reminders: those of the settings, then the CommunicationRequests with a schedule.</summary>
internal sealed partial class ReminderCatalog(
    ScheduledRequests scheduled,
    RequestReceiver intake,
    IOptions<RemindersOptions> options,
    IOptions<MessagingOptions> messaging,
    IOptions<ReportingOptions> reporting,
    ILogger<ReminderCatalog> logger)
{
    /// <summary>Reads them.</summary>
    public async IAsyncEnumerable<Reminder> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (name, item) in options.Value.Items.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            yield return OfSettings(name, item);
        }

        await foreach (var request in scheduled.ListAsync(cancellationToken))
        {
            if (TryRead(request) is { } reminder)
            {
                yield return reminder;
            }
        }
    }

    /// <summary>The schedule that an item's settings name; null when they name none that is valid.</summary>
    public static ReminderSchedule? ScheduleOf(ReminderOptions item, TimeZoneInfo zone) =>
        item.Schedule is { Length: > 0 } cron ? ReminderSchedule.OfCron(cron, zone)
        : item.Weekly is { Length: > 0 } weekly ? ReminderSchedule.OfWeek(weekly, zone)
        : null;

    private Reminder OfSettings(string name, ReminderOptions item)
    {
        var texts = item.Texts.ToDictionary(t => LanguageCodes.ToIso6393(t.Key) ?? t.Key, t => t.Value);
        var main = LanguageCodes.ToIso6393(item.Language ?? messaging.Value.DefaultLanguage)!;
        return new Reminder
        {
            Name = name,
            Key = "settings|" + name,
            Schedule = ScheduleOf(item, item.TimeZone is { Length: > 0 } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : reporting.Value.Zone())!,
            FlowName = item.FlowName,
            Content = item.FlowName is not null
                ? new MessageContent()
                : new MessageContent { Texts = texts, BaseLanguage = texts.ContainsKey(main) || item.Language is not null ? main : texts.Keys.First() },
            To = [.. item.To.Select(RecipientTarget.Of)],
            Forms = item.Questionnaires.Count + item.Measures.Count > 0 ? new ReportForms(item.Questionnaires, item.Measures) : null,
            Period = item.Period,
            WeekStart = reporting.Value.WeekStart,
            Previous = item.Previous,
            Missed = item.Missed,
            Once = item.Once,
            IsUrgent = item.Urgent,
        };
    }

    private Reminder? TryRead(ScheduledRequest request)
    {
        if (request.Resource is not { } resource)
        {
            LogUnreadable(MessagingCodes.RecordUnreadable, request.Id, nameof(CommunicationRequest), "no resource");
            return null;
        }

        try
        {
            return OfRequest(request, resource);
        }
#pragma warning disable CA1031 // Whatever a stored request makes the reading throw, the other reminders are sent.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogUnreadable(MessagingCodes.RecordUnreadable, request.Id, RecordFault.PathOf(fault, resource), fault.GetType().Name);
            return null;
        }
    }

    /// <summary>The reminder of a request; null when its schedule, checked on acceptance, cannot be read any more.</summary>
    private Reminder? OfRequest(ScheduledRequest request, CommunicationRequest resource)
    {
        var extension = ReminderExtension.Read(resource, []);
        var zone = extension.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var own) ? own : reporting.Value.Zone();
        if (ReminderSchedule.OfCron(request.Cron, zone) is not { } schedule)
        {
            return null;
        }

        var order = intake.OrderOf(request, "");
        return new Reminder
        {
            Name = resource.Identifier.Find(i => i.System != MheroSystems.Request && i.Value is not null)?.Value ?? request.Id.ToString(),
            Key = "request|" + request.Id,
            Schedule = schedule,
            Content = order.Content,
            To = order.To,
            Forms = extension.Forms,
            Period = extension.Period,
            WeekStart = reporting.Value.WeekStart,
            Previous = extension.Previous,
            Missed = extension.Missed,
            Once = request.Once,
            IsUrgent = order.IsUrgent,
            Since = resource.Occurrence is Period { Start: not null } && request.NotBefore > request.CreatedAt ? request.NotBefore : request.CreatedAt,
            Until = request.NotAfter,
            Request = request,
        };
    }

    [LoggerMessage(10, LogLevel.Error, "{Code}: the reminder of request {Request} is left out, since it cannot be read at {Path} ({Error}): revoke the request and send it again")]
    private partial void LogUnreadable(string code, Guid request, string path, string error);
}
