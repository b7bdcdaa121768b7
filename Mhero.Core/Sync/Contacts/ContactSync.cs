using Mhero.Core.Storage.Queues;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Queueing;

namespace Mhero.Core.Sync.Contacts;

/// <summary>
/// Keeps RapidPro's contacts and the registry's health workers in sync. The pollers of both sides are read into batches on
/// a queue; a batch is matched, merged and written. An item that cannot be done goes back on the queue, to a person, or to the
/// dead letters.
/// </summary>
public sealed class ContactSync
{
    private readonly ContactPoller _contactPoller;
    private readonly RegistryPoller _registryPoller;
    private readonly ContactBatchHandler _batch;
    private readonly RapidProSetup _setup;
    private readonly WorkQueue<ContactItem> _queue;
    private readonly PollExecutor<ContactItem> _pollers;
    private readonly FirstReadings _firstReadings;

    internal ContactSync(
        ContactPoller contactPoller, RegistryPoller registryPoller, ContactBatchHandler batch, RapidProSetup setup, WorkQueue<ContactItem> queue, PollExecutor<ContactItem> pollers, FirstReadings firstReadings) =>
        (_contactPoller, _registryPoller, _batch, _setup, _queue, _pollers, _firstReadings) = (contactPoller, registryPoller, batch, setup, queue, pollers, firstReadings);

    /// <summary>Reads what changed on one side and puts it on the queue.</summary>
    /// <param name="poller">The side.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>The run that the batches are counted under.</returns>
    /// <remarks>
    /// When the side cannot be read, the sync execution gives the reason and the cursor stays at the last page read. A throttled
    /// reading is ordered again for when the wait is over, and so is a side's first reading that failed on the way;
    /// anything else is left to the next timer.
    /// </remarks>
    public async Task<string> ReadAsync(PolledSide poller, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        var run = await _pollers.ReadAsync(
            KindOf(poller),
            poller.ToString(),
            async (batches, token) =>
            {
                try
                {
                    await _setup.EnsureAsync(token);
                    await (poller == PolledSide.Contacts ? _contactPoller.ReadAsync(batches, token) : _registryPoller.ReadAsync(batches, token));
                }
                catch (Exception e)
                {
                    failure = e;
                    throw;
                }
            },
            cancellationToken);
        await _firstReadings.SettleAsync(poller, failure, cancellationToken);
        return run;
    }

    /// <summary>Orders a reading through the queue, so that the caller need not wait for it.</summary>
    /// <param name="poller">The side to read.</param>
    /// <param name="delay">When to begin; at once if null.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    public Task OrderAsync(PolledSide poller, TimeSpan? delay, CancellationToken cancellationToken) =>
        _queue.OrderAsync(poller.ToString(), delay, cancellationToken);

    /// <summary>Queues one contact, as if the poller had just shown it.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    public Task OrderAsync(Guid contact, CancellationToken cancellationToken) =>
        _queue.TrySendAsync(new ContactItem { ContactUuid = contact }, cancellationToken);

    /// <summary>Queues several contacts or workers, as if the pollers had just shown them.</summary>
    /// <param name="items">The workers, contacts or POSTed resources.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    internal async Task OrderAsync(IEnumerable<ContactItem> items, CancellationToken cancellationToken)
    {
        var order = Guid.NewGuid().ToString("N");
        var batches = _queue.Writer(null, n => $"{order}-{n}");
        foreach (var item in items)
        {
            await batches.AddAsync(item, cancellationToken);
        }

        await batches.FlushAsync(cancellationToken);
    }

    /// <summary>Handles a message of the contacts queue. Handling it twice changes nothing the second time.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public async Task HandleAsync(string content, CancellationToken cancellationToken)
    {
        using var activity = MessageTrace.StartHandling(_queue.Name, content);
        if (await _queue.OpenAsync(content, Enum.GetNames<PolledSide>(), cancellationToken) is not { } message)
        {
            return;
        }

        if (message.Read is { } order)
        {
            await ReadAsync(Enum.Parse<PolledSide>(order), cancellationToken);
        }
        else
        {
            await _batch.HandleAsync(message, cancellationToken);
        }
    }

    /// <summary>Dead-letters a message that was delivered too often without being handled: each of its items individually.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public Task HandlePoisonAsync(string content, CancellationToken cancellationToken) => _queue.FilePoisonAsync(content, cancellationToken);

    /// <summary>The kind under which runs of a poller are listed.</summary>
    /// <param name="poller">The poller.</param>
    public static string KindOf(PolledSide poller) => poller == PolledSide.Contacts ? "contacts" : "registry";
}
