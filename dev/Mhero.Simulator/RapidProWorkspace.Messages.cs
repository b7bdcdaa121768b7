using Mhero.Simulator.State;

namespace Mhero.Simulator;

public sealed partial class RapidProWorkspace
{
    private readonly Dictionary<int, MessageState> _messages = [];
    private readonly SortedSet<PageKey> _messagesByCreation = [];
    private readonly SortedSet<PageKey> _messagesByChange = [];
    private int _messageIds;

    /// <summary>Every message, in the order of creation.</summary>
    public IReadOnlyList<SimulatedMessage> Messages
    {
        get
        {
            lock (_gate)
            {
                MoveMessages();
                return [.. _messages.Values.OrderBy(m => m.Id).Select(Snapshot)];
            }
        }
    }

    /// <summary>Puts a message in.</summary>
    /// <param name="message">The message. Its contact and, if it names one, its flow must exist.</param>
    /// <returns>The message as it was stored.</returns>
    /// <exception cref="ArgumentException">Its contact or flow is missing, or its number is taken.</exception>
    public SimulatedMessage AddMessage(SimulatedMessage message)
    {
        lock (_gate)
        {
            var contact = FindContact(message.Contact) ?? throw new ArgumentException($"The contact {message.Contact} does not exist.", nameof(message));
            var id = message.Id == 0 ? _messageIds + 1 : message.Id;
            if (_messages.ContainsKey(id))
            {
                throw new ArgumentException($"There is a message number {id} already.", nameof(message));
            }

            var created = message.CreatedOn is { } time ? Micros.From(time) : Tick();
            var modified = message.ModifiedOn is { } change ? Micros.From(change) : created;
            _lastTick = Math.Max(_lastTick, Math.Max(created, modified));
            var urn = message.Urn ?? (contact.Urns is [var first, ..] ? first.Identity : null);
            return Snapshot(Commit(Fill(
                message with
                {
                    Urn = urn,
                    Channel = message.Channel ?? (urn is null ? null : Channel),
                    Status = message.Status ?? (message.Direction == "in" ? "handled" : "queued"),
                },
                id,
                message.Uuid == Guid.Empty ? NewUuid() : message.Uuid,
                contact.Id,
                created,
                modified)));
        }
    }

    /// <summary>Changes a message: anything but its number, UUID, contact and times of creation and change.</summary>
    /// <param name="id">The message's number.</param>
    /// <param name="change">Returns the changed message.</param>
    /// <returns>The message as it is now; its modified_on has moved.</returns>
    /// <exception cref="ArgumentException">The message or the flow does not exist.</exception>
    public SimulatedMessage EditMessage(int id, Func<SimulatedMessage, SimulatedMessage> change)
    {
        lock (_gate)
        {
            MoveMessages();
            _underWay.Remove(id);
            var message = _messages.GetValueOrDefault(id) ?? throw new ArgumentException($"The message {id} does not exist.", nameof(id));
            var wanted = change(Snapshot(message));
            return Snapshot(Commit(Fill(wanted, id, message.Uuid, message.ContactId, message.CreatedOn, Tick())));
        }
    }

    // What follows expects the lock to be held.

    internal SortedSet<PageKey> MessagePoller(bool byChange) => byChange ? _messagesByChange : _messagesByCreation;

    internal MessageState? MessageWith(int id) => _messages.GetValueOrDefault(id);

    internal ContactState ContactOf(MessageState message) => _byId[message.ContactId - 1];

    internal int NextMessageId() => _messageIds + 1;

    /// <summary>Saves a message that has its time already, and keeps every index right.</summary>
    internal MessageState Commit(MessageState next)
    {
        if (_messages.TryGetValue(next.Id, out var old))
        {
            _messagesByCreation.Remove(new PageKey(old.CreatedOn, old.Id));
            _messagesByChange.Remove(new PageKey(old.ModifiedOn, old.Id));
        }

        _messageIds = Math.Max(_messageIds, next.Id);
        _messages[next.Id] = next;
        _messagesByCreation.Add(new PageKey(next.CreatedOn, next.Id));
        _messagesByChange.Add(new PageKey(next.ModifiedOn, next.Id));
        return next;
    }

    private MessageState Fill(SimulatedMessage wanted, int id, Guid uuid, int contactId, long createdOn, long modifiedOn) => new()
    {
        Id = id,
        Uuid = uuid,
        ContactId = contactId,
        Urn = wanted.Urn,
        Channel = wanted.Channel,
        Direction = wanted.Direction,
        Type = wanted.Type,
        Status = wanted.Status ?? "handled",
        Visibility = wanted.Visibility,
        Text = wanted.Text,
        Labels = [.. wanted.Labels],
        Flow = wanted.Flow is { } flow ? FlowWith(flow) ?? throw new ArgumentException($"The flow {flow} does not exist.") : null,
        Attachments = [.. wanted.Attachments],
        QuickReplies = [.. wanted.QuickReplies],
        Broadcast = wanted.Broadcast,
        CreatedOn = createdOn,
        SentOn = wanted.SentOn is { } sent ? Micros.From(sent) : null,
        ModifiedOn = modifiedOn,
    };

    private SimulatedMessage Snapshot(MessageState message) => new()
    {
        Id = message.Id,
        Uuid = message.Uuid,
        Contact = ContactOf(message).Uuid,
        Urn = message.Urn,
        Channel = message.Channel,
        Direction = message.Direction,
        Type = message.Type,
        Status = message.Status,
        Visibility = message.Visibility,
        Text = message.Text,
        Labels = message.Labels,
        Flow = message.Flow?.Uuid,
        Attachments = message.Attachments,
        QuickReplies = message.QuickReplies,
        Broadcast = message.Broadcast,
        CreatedOn = Micros.ToTime(message.CreatedOn),
        SentOn = message.SentOn is { } sent ? Micros.ToTime(sent) : null,
        ModifiedOn = Micros.ToTime(message.ModifiedOn),
    };
}
