using Mhero.Core.Storage;
using Mhero.Core.Sync.Contacts.Feeds;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Slices;
using Mhero.Core.Sync.Queueing;

namespace Mhero.Core.Sync.Contacts;

/// <summary>
/// Keeps RapidPro's contacts and the registry's health workers in sync. The feeds of both sides are read into slices on
/// a queue; a slice is matched, merged and written. An item that cannot be done goes back on the queue, to a person, or to the
/// dead letters.
/// </summary>
public sealed class ContactSync
{
    private readonly RapidProFeed _rapidProFeed;
    private readonly RegistryFeed _registryFeed;
    private readonly ContactSlice _slice;
    private readonly RapidProSetup _setup;
    private readonly WorkQueue<ContactItem> _queue;
    private readonly FeedRuns<ContactItem> _feeds;
    private readonly FirstReadings _firstReadings;

    internal ContactSync(
        RapidProFeed rapidProFeed, RegistryFeed registryFeed, ContactSlice slice, RapidProSetup setup, WorkQueue<ContactItem> queue, FeedRuns<ContactItem> feeds, FirstReadings firstReadings) =>
        (_rapidProFeed, _registryFeed, _slice, _setup, _queue, _feeds, _firstReadings) = (rapidProFeed, registryFeed, slice, setup, queue, feeds, firstReadings);

    /// <summary>Reads what changed on one side and puts it on the queue.</summary>
    /// <param name="feed">The side.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>The run that the slices are counted under.</returns>
    /// <remarks>
    /// When the side cannot be read, the sync execution gives the reason and the cursor stays at the last page read. A throttled
    /// reading is ordered again for when the wait is over, and so is a side's first reading that failed on the way;
    /// anything else is left to the next timer.
    /// </remarks>
    public async Task<string> ReadAsync(ContactFeed feed, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        var run = await _feeds.ReadAsync(
            KindOf(feed),
            feed.ToString(),
            async (slices, token) =>
            {
                try
                {
                    await _setup.EnsureAsync(token);
                    await (feed == ContactFeed.Contacts ? _rapidProFeed.ReadAsync(slices, token) : _registryFeed.ReadAsync(slices, token));
                }
                catch (Exception e)
                {
                    failure = e;
                    throw;
                }
            },
            cancellationToken);
        await _firstReadings.SettleAsync(feed, failure, cancellationToken);
        return run;
    }

    /// <summary>Orders a reading through the queue, so that the caller need not wait for it.</summary>
    /// <param name="feed">The side to read.</param>
    /// <param name="delay">When to begin; at once if null.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    public Task OrderAsync(ContactFeed feed, TimeSpan? delay, CancellationToken cancellationToken) =>
        _queue.OrderAsync(feed.ToString(), delay, cancellationToken);

    /// <summary>Queues one contact, as if the feed had just shown it.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    public Task OrderAsync(Guid contact, CancellationToken cancellationToken) =>
        _queue.TrySendAsync(new ContactItem { ContactUuid = contact }, cancellationToken);

    /// <summary>Queues several contacts or workers, as if the feeds had just shown them.</summary>
    /// <param name="items">The workers, contacts or POSTed resources.</param>
    /// <param name="cancellationToken">Cancels the order.</param>
    internal async Task OrderAsync(IEnumerable<ContactItem> items, CancellationToken cancellationToken)
    {
        var order = Guid.NewGuid().ToString("N");
        var slices = _queue.Writer(null, n => $"{order}-{n}");
        foreach (var item in items)
        {
            await slices.AddAsync(item, cancellationToken);
        }

        await slices.FlushAsync(cancellationToken);
    }

    /// <summary>Handles a message of the contacts queue. Handling it twice changes nothing the second time.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public async Task HandleAsync(string content, CancellationToken cancellationToken)
    {
        using var activity = MessageTrace.StartHandling(_queue.Name, content);
        if (await _queue.OpenAsync(content, Enum.GetNames<ContactFeed>(), cancellationToken) is not { } message)
        {
            return;
        }

        if (message.Read is { } order)
        {
            await ReadAsync(Enum.Parse<ContactFeed>(order), cancellationToken);
        }
        else
        {
            await _slice.HandleAsync(message, cancellationToken);
        }
    }

    /// <summary>Dead-letters a message that was delivered too often without being handled: each of its items individually.</summary>
    /// <param name="content">The message as JSON.</param>
    /// <param name="cancellationToken">Cancels; the message is then to be delivered again.</param>
    public Task HandlePoisonAsync(string content, CancellationToken cancellationToken) => _queue.FilePoisonAsync(content, cancellationToken);

    /// <summary>The kind under which runs of a feed are listed.</summary>
    /// <param name="feed">The feed.</param>
    public static string KindOf(ContactFeed feed) => feed == ContactFeed.Contacts ? "contacts" : "registry";
}
