using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Sync.Engine.Pausing;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>
/// Sends reminders when they are due. The messages of one due time are one order, identified by the reminder and the time: a timer that
/// fires twice, a second instance, or a restart after a crash does not send it again.
/// </summary>
public sealed partial class ReminderSender
{
    private readonly ReminderCatalog _catalog;
    private readonly ReminderTable _table;
    private readonly ReminderOrders _orders;
    private readonly PausedReadings _skipped;
    private readonly ScheduledRequests _scheduled;
    private readonly RemindersOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ReminderSender> _logger;

    internal ReminderSender(
        ReminderCatalog catalog,
        ReminderTable table,
        ReminderOrders orders,
        ScheduledRequests scheduled,
        PausedReadings skipped,
        IOptions<RemindersOptions> options,
        TimeProvider time,
        ILogger<ReminderSender> logger) =>
        (_catalog, _table, _orders, _scheduled, _skipped, _options, _time, _logger) = (catalog, table, orders, scheduled, skipped, options.Value, time, logger);

    /// <summary>
    /// Sends what is due. One that cannot be sent does not keep the others, and is tried again at the next call. While reminders are paused nothing
    /// is sent; the first call afterwards treats the times in between as missed.
    /// </summary>
    /// <param name="cancellationToken">Cancels; a later call finishes the reminders already begun.</param>
    public async Task SendDueAsync(CancellationToken cancellationToken = default)
    {
        if (await _skipped.SkipAsync(Directions.Reminders, cancellationToken) is not null)
        {
            return;
        }

        await foreach (var reminder in _catalog.ReadAsync(cancellationToken))
        {
            var (row, version) = await _table.FindAsync(reminder.Key, reminder.Since ?? _time.GetUtcNow(), cancellationToken);
            var next = await SeeToAsync(reminder, row, cancellationToken);
            if (next != row || version is null)
            {
                await _table.WriteAsync(reminder.Key, next, version, cancellationToken);
            }
        }
    }

    /// <summary>Sends a reminder now, whatever its schedule says: once in a period. A repeat answers as the first one did.</summary>
    /// <param name="name">The reminder's name.</param>
    /// <param name="cancellationToken">Cancels; nothing is sent then.</param>
    /// <returns>The recipients and those who are left out; null when no reminder has this name.</returns>
    /// <exception cref="MessageRefusedException">It cannot be sent as it is.</exception>
    /// <exception cref="FhirException">The registry cannot be read; nothing is sent.</exception>
    /// <exception cref="RapidProException">RapidPro cannot be asked; nothing is sent.</exception>
    /// <exception cref="TimeoutException">Another call is sending it.</exception>
    public async Task<RequestReceipt?> SendNowAsync(string name, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(name, cancellationToken) is not { } reminder)
        {
            return null;
        }

        var period = reminder.PeriodAt(_time.GetUtcNow());
        return await _orders.PlaceAsync(reminder, period, "by hand " + ReminderTemplate.NameOf(period), cancellationToken);
    }

    /// <summary>Finds the people who would get a reminder now, and those who would not. Sends nothing.</summary>
    /// <param name="name">The reminder's name.</param>
    /// <param name="cancellationToken">Cancels the look-ups.</param>
    /// <returns>The preview; null when no reminder has this name.</returns>
    /// <exception cref="MessageRefusedException">It could not be sent as it is.</exception>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">RapidPro cannot be asked.</exception>
    public async Task<ReminderPreview?> PreviewAsync(string name, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(name, cancellationToken) is not { } reminder)
        {
            return null;
        }

        return await _orders.PreviewAsync(reminder, reminder.PeriodAt(_time.GetUtcNow()), cancellationToken);
    }

    /// <summary>The state of each reminder.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<ReminderStatus> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var now = _time.GetUtcNow();
        await foreach (var reminder in _catalog.ReadAsync(cancellationToken))
        {
            var (row, _) = await _table.FindAsync(reminder.Key, reminder.Since ?? now, cancellationToken);
            var next = row.IsOver ? null : reminder.Schedule.NextAfter(reminder.Since > now ? reminder.Since.Value : now);
            yield return new ReminderStatus(
                reminder.Name, reminder.Schedule.Zone.Id, next > reminder.Until ? null : next, row.Last, row.WasSkipped, row.Request, row.Error);
        }
    }

    /// <summary>Sends what is due of one reminder.</summary>
    /// <returns>Its state afterwards.</returns>
    private async Task<ReminderRow> SeeToAsync(Reminder reminder, ReminderRow row, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (row.IsOver)
        {
            return row;
        }

        if (reminder.Once && row is { Last: not null, WasSkipped: false })
        {
            // It was sent, and could not be ended then.
            return await EndAsync(reminder, row, cancellationToken);
        }

        var until = reminder.Until is { } end && end < now ? end : now;
        if (reminder.Schedule.LatestDue(row.Last > row.Since ? row.Last.Value : row.Since, until) is not { } due)
        {
            return reminder.Until < now ? await EndAsync(reminder, row, cancellationToken) : row;
        }

        if (now - due.Time > _options.LateThreshold && reminder.Missed == MissedReminder.Skip)
        {
            Missed(reminder.Name, due.Time);
            return row with { Last = due.Time, WasSkipped = true, Request = null };
        }

        try
        {
            var receipt = await _orders.PlaceAsync(reminder, reminder.PeriodAt(due.Time), due.Time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), cancellationToken);
            Sent(reminder.Name, due.Time, receipt.Recipients, receipt.LeftOut.Count, due.Passed);
            row = row with { Last = due.Time, WasSkipped = false, Request = receipt.Id, Error = null };
        }
#pragma warning disable CA1031 // Whatever one reminder fails with, the others are sent.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Failed(e, reminder.Name, due.Time);
            return row with { Error = e.Message };
        }

        return reminder.Once ? await EndAsync(reminder, row, cancellationToken) : row;
    }

    /// <summary>Ends a reminder that is not sent again. While the registry cannot be written it is not over, and the next call ends it.</summary>
    private async Task<ReminderRow> EndAsync(Reminder reminder, ReminderRow row, CancellationToken cancellationToken)
    {
        try
        {
            if (reminder.Request is { } request)
            {
                await _scheduled.EndAsync(request.Id, cancellationToken);
            }

            return row with { IsOver = true, Error = null };
        }
#pragma warning disable CA1031 // Whatever one reminder fails with, the others are sent.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            NotEnded(e, reminder.Name);
            return row with { Error = e.Message };
        }
    }

    private async Task<Reminder?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await foreach (var reminder in _catalog.ReadAsync(cancellationToken))
        {
            if (string.Equals(reminder.Name, name, StringComparison.OrdinalIgnoreCase) || reminder.Request?.Id.ToString() == name)
            {
                return reminder;
            }
        }

        return null;
    }

    [LoggerMessage(1, LogLevel.Information, "Reminder {Reminder}, due {Due:u}: {Recipients} recipients, {LeftOut} left out; {Passed} earlier times had passed")]
    private partial void Sent(string reminder, DateTimeOffset due, int recipients, int leftOut, int passed);

    [LoggerMessage(2, LogLevel.Warning, "Reminder {Reminder}, due {Due:u}, was missed and is left")]
    private partial void Missed(string reminder, DateTimeOffset due);

    [LoggerMessage(3, LogLevel.Error, "Reminder {Reminder}, due {Due:u}, could not be sent; it is tried again")]
    private partial void Failed(Exception exception, string reminder, DateTimeOffset due);

    [LoggerMessage(4, LogLevel.Error, "Reminder {Reminder} is over and could not be marked as completed; it is tried again")]
    private partial void NotEnded(Exception exception, string reminder);
}
