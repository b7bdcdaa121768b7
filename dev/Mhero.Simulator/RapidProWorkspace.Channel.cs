using Mhero.Simulator.State;

namespace Mhero.Simulator;

public sealed partial class RapidProWorkspace
{
    /// <summary>
    /// Messages that the channel has, and that may still come on, with the time by the clock when it got them: created_on can be
    /// some microseconds ahead of it.
    /// </summary>
    private readonly SortedDictionary<int, long> _underWay = [];
    private ChannelBehaviour _behaviour = new();

    /// <summary>What becomes of messages that are given to the channel. A change holds for those that are under way too.</summary>
    public ChannelBehaviour Behaviour
    {
        get => _behaviour;
        set => WithLock(w =>
        {
            w.MoveMessages();
            return w._behaviour = value;
        });
    }

    /// <summary>The channel's own number, which <c>channels.json</c> shows.</summary>
    public string? ChannelAddress { get; set; }

    /// <summary>When the channel was added; null is when the workspace was made.</summary>
    public DateTimeOffset? ChannelCreatedOn { get; set; }

    /// <summary>The messages that were made for a contact, in the order of creation; those that failed among them.</summary>
    /// <param name="contact">The contact's UUID.</param>
    /// <returns>Snapshots; none for a contact that is not there.</returns>
    public IReadOnlyList<SimulatedMessage> MessagesTo(Guid contact) => WithLock(w =>
    {
        w.MoveMessages();
        var id = w.FindContact(contact)?.Id;
        return w._messages.Values.Where(m => !m.IsIncoming && m.ContactId == id).OrderBy(m => m.Id).Select(w.Snapshot).ToList();
    });

    /// <summary>How many messages were made for each contact: the count that says whether anybody was told twice or forgotten.</summary>
    /// <param name="text">
    /// Only messages that say this, or of broadcasts that say it in any language before its expressions are worked out; null for all.
    /// </param>
    /// <returns>By the contact's UUID; a contact without messages is absent.</returns>
    public IReadOnlyDictionary<Guid, int> CountMessages(string? text = null) => WithLock(w => w._messages.Values
        .Where(m => !m.IsIncoming && (text is null || m.Text == text || w.BroadcastWith(m.Broadcast ?? 0)?.Texts.Any(t => t.Text == text) == true))
        .CountBy(m => m.ContactId)
        .ToDictionary(c => w.ContactWith(c.Key).Uuid, c => c.Value));

    // What follows expects the lock to be held.

    internal long ChannelMadeOn => ChannelCreatedOn is { } made ? Micros.From(made) : _madeOn;

    /// <summary>Saves a message that goes out, and gives it to the channel if it is still to go.</summary>
    internal MessageState Send(MessageState message)
    {
        if (message.Status == "queued")
        {
            _underWay.Add(message.Id, Micros.From(_clock.GetUtcNow()));
        }

        return Commit(message);
    }

    /// <summary>Brings the messages on the channel to their present status. Nothing updates them between calls, since nothing reads them then.</summary>
    internal void MoveMessages()
    {
        var now = Micros.From(_clock.GetUtcNow());
        List<int>? arrived = null;
        foreach (var (id, since) in _underWay)
        {
            var message = _messages[id];
            var status = _behaviour.StatusOf(message.Urn!, TimeSpan.FromMicroseconds(now - since));
            if (status != message.Status)
            {
                var time = Tick();
                var sentOn = status is "sent" or "delivered" ? message.SentOn ?? time : message.SentOn;
                Commit(message with { Status = status, SentOn = sentOn, ModifiedOn = time });
            }

            if (status is "delivered" or "failed")
            {
                (arrived ??= []).Add(id);
            }
        }

        arrived?.ForEach(id => _underWay.Remove(id));
    }
}
