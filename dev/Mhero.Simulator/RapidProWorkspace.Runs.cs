using Mhero.Simulator.State;

namespace Mhero.Simulator;

public sealed partial class RapidProWorkspace
{
    private readonly Dictionary<int, RunState> _runs = [];
    private readonly Dictionary<Guid, int> _runsByUuid = [];
    private readonly Dictionary<int, List<int>> _runsByContact = [];
    private readonly SortedSet<PageKey> _runPoller = [];
    private int _runIds;

    /// <summary>How many runs there are.</summary>
    public int RunCount
    {
        get
        {
            lock (_gate)
            {
                return _runs.Count;
            }
        }
    }

    /// <summary>Every run, in the order of creation.</summary>
    public IReadOnlyList<SimulatedRun> Runs
    {
        get
        {
            lock (_gate)
            {
                return [.. _runs.Values.OrderBy(r => r.Id).Select(Snapshot)];
            }
        }
    }

    /// <summary>The run with a UUID; null when there is none.</summary>
    /// <param name="uuid">The run's UUID.</param>
    /// <returns>A snapshot, or null.</returns>
    public SimulatedRun? FindRun(Guid uuid)
    {
        lock (_gate)
        {
            return RunWith(uuid) is { } run ? Snapshot(run) : null;
        }
    }

    /// <summary>The runs that changed last, newest first.</summary>
    /// <param name="count">How many at most.</param>
    /// <returns>Snapshots.</returns>
    public IReadOnlyList<SimulatedRun> LatestRuns(int count)
    {
        lock (_gate)
        {
            return [.. _runPoller.Reverse().Take(count).Select(k => Snapshot(_runs[k.Id]))];
        }
    }

    /// <summary>Puts a run in.</summary>
    /// <param name="run">The run. Its flow and contact must exist.</param>
    /// <returns>The run as it was stored.</returns>
    /// <exception cref="ArgumentException">Its flow or contact is missing, or its UUID or number is taken.</exception>
    public SimulatedRun AddRun(SimulatedRun run)
    {
        lock (_gate)
        {
            var flow = FlowWith(run.Flow) ?? throw new ArgumentException($"The flow {run.Flow} does not exist.", nameof(run));
            var contact = FindContact(run.Contact) ?? throw new ArgumentException($"The contact {run.Contact} does not exist.", nameof(run));
            var uuid = run.Uuid == Guid.Empty ? NewUuid() : run.Uuid;
            var id = run.Id == 0 ? _runIds + 1 : run.Id;
            if (_runsByUuid.ContainsKey(uuid) || _runs.ContainsKey(id))
            {
                throw new ArgumentException($"There is a run {uuid} or number {id} already.", nameof(run));
            }

            var created = run.CreatedOn is { } time ? Micros.From(time) : Tick();
            var modified = run.ModifiedOn is { } change ? Micros.From(change) : created;
            _lastTick = Math.Max(_lastTick, modified);
            var blank = new RunState { Id = id, Uuid = uuid, Flow = flow, ContactId = contact.Id, CreatedOn = created, ModifiedOn = modified };
            return Snapshot(Commit(Fill(blank, run)));
        }
    }

    /// <summary>Changes a run: anything but its number, UUID, flow, contact and times of creation and change.</summary>
    /// <param name="uuid">The run's UUID.</param>
    /// <param name="change">Returns the changed run.</param>
    /// <returns>The run as it is now; its modified_on has moved.</returns>
    /// <exception cref="ArgumentException">The run does not exist.</exception>
    public SimulatedRun EditRun(Guid uuid, Func<SimulatedRun, SimulatedRun> change)
    {
        lock (_gate)
        {
            var run = RunWith(uuid) ?? throw new ArgumentException($"The run {uuid} does not exist.", nameof(uuid));
            return Snapshot(Commit(Fill(run with { ModifiedOn = Tick() }, change(Snapshot(run)))));
        }
    }

    // What follows expects the lock to be held.

    internal SortedSet<PageKey> RunPoller => _runPoller;

    internal RunState? RunWith(Guid uuid) => _runsByUuid.TryGetValue(uuid, out var id) ? _runs[id] : null;

    internal RunState? RunWith(int id) => _runs.GetValueOrDefault(id);

    internal IEnumerable<RunState> RunsOf(ContactState contact) => _runsByContact.TryGetValue(contact.Id, out var ids) ? ids.Select(id => _runs[id]) : [];

    internal ContactState ContactOf(RunState run) => _byId[run.ContactId - 1];

    internal int NextRunId() => _runIds + 1;

    /// <summary>Saves a run that has its time already, and keeps every index right.</summary>
    internal RunState Commit(RunState next)
    {
        if (_runs.TryGetValue(next.Id, out var old))
        {
            _runPoller.Remove(old.PageKey);
            old.Flow.Runs.Remove(old.PageKey);
            old.Flow.RunCounts[old.ExitType ?? ""]--;
        }
        else
        {
            _runIds = Math.Max(_runIds, next.Id);
            _runsByUuid.Add(next.Uuid, next.Id);
            if (!_runsByContact.TryGetValue(next.ContactId, out var ids))
            {
                _runsByContact.Add(next.ContactId, ids = []);
            }

            ids.Add(next.Id);
        }

        _runs[next.Id] = next;
        _runPoller.Add(next.PageKey);
        next.Flow.Runs.Add(next.PageKey);
        next.Flow.RunCounts[next.ExitType ?? ""] = next.Flow.RunCounts.GetValueOrDefault(next.ExitType ?? "") + 1;
        return next;
    }

    private static RunState Fill(RunState state, SimulatedRun wanted) => state with
    {
        Start = wanted.Start,
        Responded = wanted.Responded,
        Path = [.. wanted.Path.Select(s => new StoredStep(s.Node, Micros.From(s.Time)))],
        Values = [.. wanted.Values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => Store(state, v.Key, v.Value))],
        ExitedOn = wanted.ExitType is null ? null : wanted.ExitedOn is { } exited ? Micros.From(exited) : state.ModifiedOn,
        ExitType = wanted.ExitType,
    };

    private static StoredValue Store(RunState run, string key, SimulatedRunValue value)
    {
        var result = run.Flow.Results.FirstOrDefault(r => r.Key == key);
        return new StoredValue(
            key,
            value.Name ?? result?.Name ?? key,
            value.Value,
            value.Category,
            value.Input,
            value.Node ?? (result?.NodeUuids is [var node, ..] ? node : Guid.Empty),
            value.Time is { } time ? Micros.From(time) : run.ModifiedOn);
    }

    private SimulatedRun Snapshot(RunState run) => new()
    {
        Id = run.Id,
        Uuid = run.Uuid,
        Flow = run.Flow.Uuid,
        Contact = ContactOf(run).Uuid,
        Start = run.Start,
        Responded = run.Responded,
        Path = [.. run.Path.Select(s => new SimulatedRunStep(s.Node, Micros.ToTime(s.Time)))],
        Values = run.Values.ToDictionary(
            v => v.Key,
            v => new SimulatedRunValue { Name = v.Name, Value = v.Value, Category = v.Category, Input = v.Input, Node = v.Node, Time = Micros.ToTime(v.Time) },
            StringComparer.Ordinal),
        CreatedOn = Micros.ToTime(run.CreatedOn),
        ModifiedOn = Micros.ToTime(run.ModifiedOn),
        ExitedOn = run.ExitedOn is { } exited ? Micros.ToTime(exited) : null,
        ExitType = run.ExitType,
    };
}
