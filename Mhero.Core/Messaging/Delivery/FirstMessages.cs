using Mhero.Core.Caching.InMemory;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Messaging.Delivery;

/// <summary>
/// The messages that runs sent at their beginning. RapidPro names neither run nor start on a message, so they are found by contact, flow and time.
/// One paged reading of the workspace's messages covers the runs of a chunk, and is kept for the other chunks of the request.
/// </summary>
internal sealed class FirstMessages(RapidProClient rapidPro, TimeProvider time)
{
    /// <summary>
    /// A message of a flow counts as one of the first until the run is this old. RapidPro makes the messages before the first answer together with the run,
    /// save the time that webhooks take, 15 s each.
    /// </summary>
    internal static readonly TimeSpan Beginning = TimeSpan.FromMinutes(1);

    private readonly BoundedCache<Guid, RequestMessages> _requests = new(time, 20, _ => TimeSpan.FromDays(1));

    /// <summary>Finds them.</summary>
    /// <param name="request">The request that the runs are for.</param>
    /// <param name="flow">Its flow.</param>
    /// <param name="runs">The runs by contact; those without a time have no messages here.</param>
    /// <param name="maxAge">How old the reading may be that says that a message is not sent yet.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>
    /// The messages of each contact, the first one first, without text, contact and channel: those of the flow itself, or those of flows that it entered when it sent none.
    /// A contact without messages is left out.
    /// </returns>
    /// <exception cref="RapidProException">RapidPro cannot be asked.</exception>
    public async Task<Dictionary<Guid, IReadOnlyList<Message>>> FindAsync(
        Guid request, Guid flow, IReadOnlyDictionary<Guid, StartedRun> runs, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var begun = runs.Where(r => r.Value.At is not null).ToDictionary(r => r.Key, r => r.Value.At!.Value);
        var known = await _requests.GetAsync(request, () => Task.FromResult(new RequestMessages()), cancellationToken);
        var asked = time.GetTimestamp();
        await known.Gate.WaitAsync(cancellationToken);
        try
        {
            if (begun.Any(r => !IsKnown(known, Of(known, r.Key, r.Value), r.Value, IsRecent)))
            {
                await ReadAsync(known, flow, begun.Values.Min(), begun.Values.Max() + Beginning, cancellationToken);
            }

            return begun.Select(r => (Contact: r.Key, Messages: Of(known, r.Key, r.Value)))
                .Where(r => r.Messages.Count > 0)
                .ToDictionary(r => r.Contact, IReadOnlyList<Message> (r) => [.. r.Messages.Select(m => m.Message)]);
        }
        finally
        {
            known.Gate.Release();
        }

        bool IsRecent(long readAt) => readAt >= asked || time.GetElapsedTime(readAt, asked) < maxAge;
    }

    /// <summary>A message that was sent stays sent; another status may have changed since it was read. That there is none is known from a reading after the run began.</summary>
    private static bool IsKnown(RequestMessages known, List<ReadMessage> messages, DateTimeOffset begun, Func<long, bool> isRecent) => messages.Count > 0
        ? messages.TrueForAll(m => m.Message.Status is "sent" or "delivered" or "read" || isRecent(m.ReadAt))
        : known.Readings.Exists(r => r.After <= begun && begun + Beginning <= r.Before && begun <= r.Time && isRecent(r.At));

    private static List<ReadMessage> Of(RequestMessages known, Guid contact, DateTimeOffset begun)
    {
        var sent = known.Messages.GetValueOrDefault(contact)?.Values
            .Where(m => m.Message.CreatedOn >= begun && m.Message.CreatedOn <= begun + Beginning)
            .OrderBy(m => m.Message.CreatedOn).ThenBy(m => m.Message.Id).ToList() ?? [];
        var own = sent.FindAll(m => m.IsOwn);
        return own.Count > 0 ? own : sent;
    }

    private async Task ReadAsync(RequestMessages known, Guid flow, DateTimeOffset after, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (at, now) = (time.GetTimestamp(), time.GetUtcNow());
        await foreach (var page in rapidPro.GetMessagePagesAsync(new MessageQuery { After = after, Before = before }, cancellationToken))
        {
            foreach (var message in page.Results.Where(IsOfAFlow))
            {
                known.Of(message.Contact!.Uuid)[message.Id] = new ReadMessage(
                    new Message { Id = message.Id, Urn = message.Urn, Status = message.Status, CreatedOn = message.CreatedOn, SentOn = message.SentOn }, message.Flow?.Uuid == flow, at);
            }
        }

        known.Readings.Add(new Reading(after, before, now, at));
    }

    /// <summary>Up to 8.1 a message names no flow, but has a type that tells.</summary>
    private static bool IsOfAFlow(Message message) =>
        message is { Contact: not null, Direction: not "in", Broadcast: null } && (message.Flow is not null || message.Type is "flow" or "ivr");

    /// <summary>The members of a message that a judgement needs.</summary>
    /// <param name="Message">The message, without text, contact and channel.</param>
    /// <param name="IsOwn">Whether the request's flow sent it, and not one that it entered.</param>
    /// <param name="ReadAt">When the reading began, as the clock's timestamp.</param>
    private sealed record ReadMessage(Message Message, bool IsOwn, long ReadAt);

    /// <summary>A reading of all messages of flows between two moments.</summary>
    /// <param name="After">The first moment (UTC).</param>
    /// <param name="Before">The last moment (UTC).</param>
    /// <param name="Time">When it began (UTC).</param>
    /// <param name="At">The same as the clock's timestamp.</param>
    private sealed record Reading(DateTimeOffset After, DateTimeOffset Before, DateTimeOffset Time, long At);

    private sealed class RequestMessages
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public Dictionary<Guid, Dictionary<long, ReadMessage>> Messages { get; } = [];

        public List<Reading> Readings { get; } = [];

        public Dictionary<long, ReadMessage> Of(Guid contact) => Messages.TryGetValue(contact, out var own) ? own : Messages[contact] = [];
    }
}
