using Mhero.Core.Caching;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Reporting;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>Turns a reminder that is due into an order of messages: its texts or flow, and its recipients.</summary>
internal sealed class ReminderOrders(
    ReminderRecipientResolver recipients, MessageRequests requests, ScheduledRequests scheduled, FlowFinder flows, DisplayNames names, IOptions<RemindersOptions> options)
{
    /// <summary>People whose names a preview has: more than a person reads, and two or three searches.</summary>
    private const int Named = 100;

    /// <summary>Places the order for one due time. A repeat answers as the first one did.</summary>
    /// <param name="reminder">The reminder.</param>
    /// <param name="period">The period that it is about.</param>
    /// <param name="time">Identifies the due time among the reminder's orders.</param>
    /// <param name="cancellationToken">Cancels; nothing is sent then.</param>
    /// <returns>The recipients and those who are left out.</returns>
    /// <exception cref="MessageRefusedException">It cannot be sent as it is.</exception>
    public async Task<RequestReceipt> PlaceAsync(Reminder reminder, ReportPeriod period, string time, CancellationToken cancellationToken)
    {
        var key = $"reminder|{reminder.Key}|{time}";
        if (await requests.FindReceiptAsync(key, cancellationToken) is { } known)
        {
            // People who have reported since then would only make it look like another order.
            return known;
        }

        reminder = await WithFlowAsync(reminder, cancellationToken);
        var audience = await recipients.FindAsync(reminder, period, cancellationToken);
        var origin = reminder.Request is { } request ? request.RegistryId ?? await scheduled.StoreAsync(request.Id, cancellationToken) : null;
        return await requests.CreateAsync(
            new MessageOrder
            {
                Key = key,
                Content = ReminderTemplate.Fill(reminder, period, options.Value.FacilityField),
                ResolvedRecipients = audience,
                NotAfter = reminder.Until,
                IsUrgent = reminder.IsUrgent,
                Category = "reminder",
                Period = period,
                BasedOn = origin is null ? null : $"CommunicationRequest/{origin}",
            },
            cancellationToken);
    }

    /// <summary>Finds the people who would get a reminder, and those who would not. Sends nothing.</summary>
    /// <param name="reminder">The reminder.</param>
    /// <param name="period">The period that it is about.</param>
    /// <param name="cancellationToken">Cancels the look-ups.</param>
    /// <exception cref="MessageRefusedException">It could not be sent as it is.</exception>
    public async Task<ReminderPreview> PreviewAsync(Reminder reminder, ReportPeriod period, CancellationToken cancellationToken)
    {
        var content = ReminderTemplate.Fill(await WithFlowAsync(reminder, cancellationToken), period, options.Value.FacilityField);
        var audience = await recipients.FindAsync(reminder, period, cancellationToken);
        return new ReminderPreview(
            reminder.Name,
            ReminderTemplate.NameOf(period),
            content.Texts,
            content.Flow,
            await NamedAsync([.. audience.People.Select(p => new PreviewedRecipient(p.Person, p.Contact, content.For(p.Language).Language, p.Places))], cancellationToken),
            audience.LeftOut);
    }

    private async Task<IReadOnlyList<PreviewedRecipient>> NamedAsync(List<PreviewedRecipient> people, CancellationToken cancellationToken)
    {
        var some = people.Take(Named).ToList();
        var found = await names.ReadAsync(some.SelectMany(p => p.Person is null ? p.Places : p.Places.Prepend(p.Person)), cancellationToken);
        return
        [
            .. some.Select(p => p with { Name = p.Person is null ? null : found.GetValueOrDefault(p.Person), PlaceNames = [.. p.Places.Select(place => found.GetValueOrDefault(place, place))] }),
            .. people.Skip(Named),
        ];
    }

    private async Task<Reminder> WithFlowAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        if (reminder.FlowName is not { } name)
        {
            return reminder;
        }

        var (flow, fault) = await flows.FindAsync(name, $"Mhero__Reminders__Items__{reminder.Name}__Flow", cancellationToken);
        return fault is null ? reminder with { Content = MessageContent.OfFlow(flow!.Value) } : throw new MessageRefusedException([fault]);
    }
}
