using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;

namespace Mhero.Core.Storage.Queues;

/// <summary>The queues between mHero's functions. Messages are base64 text, as the Functions host expects, and never expire.</summary>
/// <param name="clients">Gives the queues' clients.</param>
public sealed class MessageQueues(IStorageClients clients)
{
    /// <summary>The most UTF-8 bytes of one message: 64 KiB of base64.</summary>
    public const int MaxContentBytes = 48 * 1024;

    // The service's own limit.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(7);

    // Without this a message disappears after seven days, read or not.
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private readonly ConcurrentDictionary<string, QueueClient> _queues = new(StringComparer.Ordinal);

    /// <summary>Puts a message on a queue, which is created if it is missing. A transient fault may duplicate the message but never loses it.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="content">The message, at most <see cref="MaxContentBytes"/>.</param>
    /// <param name="delay">How long the message stays hidden, rounded up to seconds; at most seven days, longer times are cut.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="ArgumentException">The message is too large.</exception>
    public async Task SendAsync(string queue, string content, TimeSpan? delay = null, CancellationToken cancellationToken = default)
    {
        var bytes = Encoding.UTF8.GetByteCount(content);
        if (bytes > MaxContentBytes)
        {
            throw new ArgumentException(
                $"A message of {bytes} bytes for the queue '{queue}' is too large: at most {MaxContentBytes}.", nameof(content));
        }

        // A message that is full goes without the trace context: it only serves telemetry.
        if (MessageTrace.Add(content) is { } traced && bytes + traced.Length - content.Length <= MaxContentBytes)
        {
            content = traced;
        }

        var client = Client(queue);
        var hidden = Hidden(delay);
        try
        {
            await client.SendMessageAsync(content, hidden, Never, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // Cheaper than asking each time, and right even if someone deletes the queue while we run.
            await client.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await client.SendMessageAsync(content, hidden, Never, cancellationToken);
        }
    }

    /// <summary>About how many messages a queue holds, those that are hidden or in work included.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number; 0 if the queue does not exist.</returns>
    public async Task<int> DepthAsync(string queue, CancellationToken cancellationToken = default)
    {
        try
        {
            var properties = await Client(queue).GetPropertiesAsync(cancellationToken);
            return (int)Math.Min(int.MaxValue, properties.Value.ApproximateMessagesCountLong);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return 0;
        }
    }

    /// <summary>Since when the first visible message of a queue waits. Messages that are hidden until a later time do not count.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When the message was put on the queue (UTC); null if none is visible, or if the queue does not exist.</returns>
    public async Task<DateTimeOffset?> OldestAsync(string queue, CancellationToken cancellationToken = default)
    {
        try
        {
            var peeked = await Client(queue).PeekMessageAsync(cancellationToken);
            return peeked.Value?.InsertedOn;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Makes queues that are missing, so that triggers and readers find them.</summary>
    /// <param name="queues">The queues' names.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    public Task EnsureAsync(IEnumerable<string> queues, CancellationToken cancellationToken = default) =>
        Task.WhenAll(queues.Distinct(StringComparer.Ordinal).Select(
            queue => Client(queue).CreateIfNotExistsAsync(cancellationToken: cancellationToken)));

    private static TimeSpan? Hidden(TimeSpan? delay) => delay switch
    {
        null => null,
        { } d when d <= TimeSpan.Zero => null,
        { } d when d >= MaxDelay => MaxDelay,
        { } d => TimeSpan.FromSeconds(Math.Ceiling(d.TotalSeconds)),
    };

    private QueueClient Client(string queue) => _queues.GetOrAdd(queue, clients.Queue);
}
