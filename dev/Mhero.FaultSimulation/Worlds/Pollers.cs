using Mhero.Core.Sync.Engine;

namespace Mhero.FaultSimulation.Worlds;

/// <summary>The timers of the app: each poller is read every few minutes by one of the instances.</summary>
internal sealed class Pollers(World world)
{
    public static readonly IReadOnlyList<(string Kind, TimeSpan Period)> Kinds =
    [
        (SyncKinds.Registry, TimeSpan.FromMinutes(5)), (SyncKinds.Contacts, TimeSpan.FromMinutes(5)), (SyncKinds.Runs, TimeSpan.FromMinutes(4)), (SyncKinds.Flows, TimeSpan.FromMinutes(11)),
        (SyncKinds.Groups, TimeSpan.FromMinutes(13)), (SyncKinds.Messages, TimeSpan.FromMinutes(9)), (SyncKinds.OptOuts, TimeSpan.FromMinutes(12)),
    ];

    /// <summary>How often each poller was read to its end.</summary>
    public Dictionary<string, int> Readings { get; } = Kinds.ToDictionary(k => k.Kind, _ => 0);

    public void Start()
    {
        foreach (var (kind, period) in Kinds)
        {
            world.At(TimeSpan.FromSeconds(world.Random.Next(1, 120)), "timer " + kind, () => Fire(kind, period));
        }
    }

    private bool _isStopped;

    public void Stop() => _isStopped = true;

    private void Fire(string kind, TimeSpan period)
    {
        if (_isStopped)
        {
            return;
        }

        world.At(period, "timer " + kind, () => Fire(kind, period));

        // A timer is a singleton, except when the lease of the one who reads is lost.
        if (world.AnyInstance() is { } instance && (!world.IsInvoked("timer " + kind) || (world.IsFaulty && world.Chance(world.Plan.Redeliveries))))
        {
            world.Invoke(instance, "timer " + kind, () => instance.SyncOf(kind).ReadAsync(kind, CancellationToken.None), succeeded => Readings[kind] += succeeded ? 1 : 0);
        }
    }
}
