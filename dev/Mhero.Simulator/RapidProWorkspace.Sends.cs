using Mhero.Simulator.Engine;
using Mhero.Simulator.Engine.Expressions;
using Mhero.Simulator.Engine.Running;
using Mhero.Simulator.State;

namespace Mhero.Simulator;

/// <content>Broadcasts and flow starts: the requests, and mailroom's work on them.</content>
public sealed partial class RapidProWorkspace
{
    private readonly Dictionary<int, BroadcastState> _broadcasts = [];
    private readonly SortedSet<PageKey> _broadcastPoller = [];
    private readonly Dictionary<int, FlowStartState> _starts = [];
    private readonly SortedSet<PageKey> _startPoller = [];
    private readonly Queue<int> _queuedBroadcasts = [];
    private readonly Queue<int> _queuedStarts = [];

    /// <summary>Every broadcast, in the order of creation.</summary>
    public IReadOnlyList<SimulatedBroadcast> Broadcasts => WithLock(w => w._broadcasts.Values.OrderBy(b => b.Id).Select(w.Snapshot).ToList());

    /// <summary>Every flow start, in the order of creation.</summary>
    public IReadOnlyList<SimulatedFlowStart> FlowStarts => WithLock(w => w._starts.Values.OrderBy(s => s.Id).Select(w.Snapshot).ToList());

    /// <summary>
    /// Adds a finished broadcast, which makes no messages: past data that a test needs.
    /// </summary>
    /// <param name="broadcast">The broadcast; its contacts and groups must exist.</param>
    /// <returns>The broadcast as it was stored.</returns>
    /// <exception cref="ArgumentException">A contact or group is missing.</exception>
    public SimulatedBroadcast AddBroadcast(SimulatedBroadcast broadcast) => WithLock(w =>
    {
        var created = broadcast.CreatedOn is { } time ? Micros.From(time) : w.Tick();
        w._lastTick = Math.Max(w._lastTick, created);
        return w.Snapshot(w.Commit(new BroadcastState
        {
            Id = broadcast.Id == 0 ? w.NextBroadcastId() : broadcast.Id,
            Uuid = broadcast.Uuid == Guid.Empty ? NewUuid() : broadcast.Uuid,
            To = w.Resolve(broadcast.Contacts, broadcast.Groups, broadcast.Urns),
            Texts = [.. broadcast.Text.Select(t => (t.Key, t.Value))],
            BaseLanguage = broadcast.BaseLanguage,
            Status = broadcast.Status,
            CreatedOn = created,
        }));
    });

    /// <summary>Adds a flow start that is finished, or that mailroom has not seen: it starts no contact.</summary>
    /// <param name="start">The flow start; its flow, contacts and groups must exist.</param>
    /// <returns>The start as it was stored.</returns>
    /// <exception cref="ArgumentException">The flow, a contact or a group is missing.</exception>
    public SimulatedFlowStart AddFlowStart(SimulatedFlowStart start) => WithLock(w =>
    {
        var created = start.CreatedOn is { } time ? Micros.From(time) : w.Tick();
        var modified = start.ModifiedOn is { } change ? Micros.From(change) : created;
        w._lastTick = Math.Max(w._lastTick, modified);
        return w.Snapshot(w.Commit(new FlowStartState
        {
            Id = start.Id == 0 ? w.NextStartId() : start.Id,
            Uuid = start.Uuid == Guid.Empty ? NewUuid() : start.Uuid,
            Flow = w.FlowWith(start.Flow) ?? throw new ArgumentException($"The flow {start.Flow} does not exist.", nameof(start)),
            To = w.Resolve(start.Contacts, start.Groups, []),
            Params = (JsonObject)JsonNode.Parse(start.Params)!,
            RestartParticipants = start.RestartParticipants,
            ExcludeActive = start.ExcludeActive,
            Status = start.Status,
            CreatedOn = created,
            ModifiedOn = modified,
        }));
    });

    /// <summary>
    /// Lets mailroom do what waits for it: messages of broadcasts and runs of flow starts. The API does so with each request;
    /// a test that brings mailroom back and looks without asking calls it. While mailroom is down it does nothing.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for a webhook of a flow.</param>
    /// <returns>A task that ends when nothing waits any more, save what others are at.</returns>
    public async Task CatchUpAsync(CancellationToken cancellationToken = default)
    {
        while (!MailroomDown && WithLock(w => w._queuedBroadcasts.TryDequeue(out var id) ? w._broadcasts[id] : null) is { } broadcast)
        {
            WithLock(w => w.MakeMessages(broadcast));
        }

        while (!MailroomDown && WithLock(w => w._queuedStarts.TryDequeue(out var id) ? w._starts[id] : null) is { } start)
        {
            await StartAsync(start, cancellationToken);
        }
    }

    // What follows expects the lock to be held.

    internal SortedSet<PageKey> BroadcastPoller => _broadcastPoller;

    internal SortedSet<PageKey> StartPoller => _startPoller;

    internal BroadcastState? BroadcastWith(int id) => _broadcasts.GetValueOrDefault(id);

    internal FlowStartState? StartWith(int id) => _starts.GetValueOrDefault(id);

    internal int NextBroadcastId() => _broadcasts.Count == 0 ? 1 : _broadcasts.Keys.Max() + 1;

    internal int NextStartId() => _starts.Count == 0 ? 1 : _starts.Keys.Max() + 1;

    internal BroadcastState Queue(BroadcastState broadcast)
    {
        _queuedBroadcasts.Enqueue(broadcast.Id);
        return Commit(broadcast);
    }

    internal FlowStartState Queue(FlowStartState start)
    {
        _queuedStarts.Enqueue(start.Id);
        return Commit(start);
    }

    private BroadcastState Commit(BroadcastState next)
    {
        _broadcasts[next.Id] = next;
        _broadcastPoller.Add(new PageKey(next.CreatedOn, next.Id));
        return next;
    }

    private FlowStartState Commit(FlowStartState next)
    {
        if (_starts.TryGetValue(next.Id, out var old))
        {
            _startPoller.Remove(old.PageKey);
        }

        _starts[next.Id] = next;
        _startPoller.Add(next.PageKey);
        return next;
    }

    private BroadcastState MakeMessages(BroadcastState broadcast)
    {
        var contacts = Expand(broadcast.To);
        foreach (var id in contacts)
        {
            MakeMessage(broadcast, ContactWith(id));
        }

        return Commit(broadcast with { Status = _rules.BroadcastDone, Total = contacts.Count });
    }

    private void MakeMessage(BroadcastState broadcast, ContactState contact)
    {
        var urn = contact.Urns is [var first, ..] ? first.Identity : null;
        var now = Tick();
        Send(new MessageState
        {
            Id = NextMessageId(),
            Uuid = NewUuid(),
            ContactId = contact.Id,
            Urn = urn,
            Channel = urn is null ? null : Channel,
            Direction = "out",
            Type = "text",
            Status = urn is null || !contact.IsActive ? "failed" : "queued",
            Visibility = "visible",
            Text = Evaluate(broadcast.TextFor(contact), contact),
            Broadcast = broadcast.Id,
            CreatedOn = now,
            ModifiedOn = now,
        });
    }

    /// <summary>A text that cannot be parsed is sent unchanged, as mailroom does.</summary>
    private string Evaluate(string text, ContactState contact)
    {
        try
        {
            return Template.Parse(text, ContactScope.BroadcastRoots).Evaluate(new ContactScope(this, () => contact));
        }
        catch (FormatException)
        {
            return text;
        }
    }

    private async Task StartAsync(FlowStartState start, CancellationToken cancellationToken)
    {
        var contacts = WithLock(w => w.Expand(start.To).Where(id => w.MayStart(start, id)).ToList());
        var status = _rules.StartDone;
        try
        {
            var parameters = XValue.FromJson(JsonSerializer.SerializeToElement(start.Params));
            var trigger = new XObject(("type", "manual"), ("keyword", ""), ("params", parameters));
            await _engine.StartAsync(start.Flow, contacts, start.Uuid, trigger, cancellationToken);
        }
        catch (UnsupportedFlowException)
        {
            status = "failed";
        }

        WithLock(w => w.Commit(start with { Status = status, Total = contacts.Count, ModifiedOn = w.Tick() }));
    }

    private bool MayStart(FlowStartState start, int contact) =>
        (!start.ExcludeActive || ContactWith(contact).Flow is null)
        && (start.RestartParticipants || !RunsOf(ContactWith(contact)).Any(r => r.Flow == start.Flow));

    /// <summary>The recipients, each once, by number; a URN without a contact becomes a contact, deleted contacts are left out.</summary>
    private List<int> Expand(Recipients to) =>
    [
        .. to.Contacts
            .Concat(to.Groups.SelectMany(g => g.Members.Select(m => m.Id)))
            .Concat(to.Urns.Select(u => (FindContact(u) ?? Commit(NewContact() with { Urns = [u] })).Id))
            .Distinct().Where(id => !ContactWith(id).Deleted).Order(),
    ];

    private Recipients Resolve(IReadOnlyList<Guid> contacts, IReadOnlyList<string> groups, IReadOnlyList<string> urns) => new(
        [.. contacts.Select(c => (FindContact(c) ?? throw new ArgumentException($"The contact {c} does not exist.", nameof(contacts))).Id)],
        [.. groups.Select(g => FindGroup(g) ?? throw new ArgumentException($"The group {g} does not exist.", nameof(groups)))],
        [.. urns.Select(u => ReadUrn(u) ?? throw new ArgumentException($"{u} is not a URN.", nameof(urns)))]);

    private SimulatedBroadcast Snapshot(BroadcastState broadcast) => new()
    {
        Id = broadcast.Id,
        Uuid = broadcast.Uuid,
        Contacts = [.. broadcast.To.Contacts.Select(id => ContactWith(id).Uuid)],
        Groups = [.. broadcast.To.Groups.Select(g => g.Name)],
        Urns = [.. broadcast.To.Urns.Select(u => u.Identity)],
        Text = broadcast.Texts.ToDictionary(t => t.Language, t => t.Text),
        BaseLanguage = broadcast.BaseLanguage,
        Status = broadcast.Status,
        CreatedOn = Micros.ToTime(broadcast.CreatedOn),
    };

    private SimulatedFlowStart Snapshot(FlowStartState start) => new()
    {
        Id = start.Id,
        Uuid = start.Uuid,
        Flow = start.Flow.Uuid,
        Contacts = [.. start.To.Contacts.Select(id => ContactWith(id).Uuid)],
        Groups = [.. start.To.Groups.Select(g => g.Name)],
        Params = start.Params.ToJsonString(),
        RestartParticipants = start.RestartParticipants,
        ExcludeActive = start.ExcludeActive,
        Status = start.Status,
        CreatedOn = Micros.ToTime(start.CreatedOn),
        ModifiedOn = Micros.ToTime(start.ModifiedOn),
    };
}
