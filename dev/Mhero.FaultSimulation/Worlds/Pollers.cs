using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Sync.Engine;
using Mhero.FaultSimulation.Worlds.Subjects;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>The timers of the app: each poller is read every few minutes by one of the instances.</summary>
internal sealed class Pollers(World world)
{
    public static readonly IReadOnlyList<(string Kind, TimeSpan Period)> Kinds =
    [
        (SyncKinds.Registry, TimeSpan.FromMinutes(5)), (SyncKinds.Contacts, TimeSpan.FromMinutes(5)), (SyncKinds.Runs, TimeSpan.FromMinutes(4)), (SyncKinds.Flows, TimeSpan.FromMinutes(11)),
        (SyncKinds.Groups, TimeSpan.FromMinutes(13)), (SyncKinds.Messages, TimeSpan.FromMinutes(9)), (SyncKinds.OptOuts, TimeSpan.FromMinutes(12)),
    ];

    /// <summary>Those of the subjects of seeds.</summary>
    private static readonly IReadOnlyList<(string Kind, TimeSpan Period)> Further = [(SyncKinds.FlowResults, TimeSpan.FromMinutes(14)), (Reminders, TimeSpan.FromMinutes(7))];

    private const string Reminders = "reminders";

    /// <summary>The longest of the periods.</summary>
    private static readonly TimeSpan Slowest = Kinds.Concat(Further).Max(k => k.Period);

    private bool _isSlow;
    private bool _isStopped;

    /// <summary>How often each poller was read to its end.</summary>
    public Dictionary<string, int> Readings { get; } = Timers(world).ToDictionary(k => k.Kind, _ => 0);

    // A FLOIP server is in the worlds that have rows.
    private static IEnumerable<(string Kind, TimeSpan Period)> Timers(World world) =>
        world.Plan.Settings == SeedSettings.All ? Kinds.Concat(Further.Where(f => f.Kind != SyncKinds.FlowResults || world.Plan.FloipRows > 0)) : Kinds;

    public void Start()
    {
        foreach (var (kind, period) in Timers(world))
        {
            world.At(TimeSpan.FromSeconds(world.Random.Next(1, 120)), "timer " + kind, () => Fire(kind, period));
        }
    }

    private static Task ReadAsync(Instance instance, string kind) =>
        kind == Reminders ? instance.Services.GetRequiredService<ReminderSender>().SendDueAsync() : instance.SyncOf(kind).ReadAsync(kind, CancellationToken.None);

    public void Stop() => _isStopped = true;

    /// <summary>
    /// Reads each poller as seldom as the slowest from now on. A world rests when each was read twice, so the fast ones would be read six times while
    /// nothing happens, and would hide a change that needs more than two readings.
    /// </summary>
    public void SlowDown() => _isSlow = true;

    private void Fire(string kind, TimeSpan period)
    {
        if (_isStopped)
        {
            return;
        }

        world.At(_isSlow ? Slowest : period, "timer " + kind, () => Fire(kind, period));

        // A timer is a singleton, except when the lease of the one who reads is lost.
        if (world.AnyInstance() is { } instance && (!world.IsInvoked("timer " + kind) || (world.IsFaulty && world.Chance(world.Plan.Redeliveries))))
        {
            world.Invoke(instance, "timer " + kind, () => ReadAsync(instance, kind), succeeded => Readings[kind] += succeeded ? 1 : 0);
        }
    }
}
