using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Timers;

/// <summary>Reads what changed about groups on both sides. Schedule: app setting <c>SyncGroupsSchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The group sync.</param>
public sealed class SyncGroups([FromKeyedServices(SyncKinds.Groups)] ISync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncGroups))]
    public Task RunAsync([TimerTrigger("%SyncGroupsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.ReadAsync(SyncKinds.Groups, cancellationToken);
}
