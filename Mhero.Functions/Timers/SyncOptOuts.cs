using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Timers;

/// <summary>Reads in the registry who was marked as one who wants no messages, or as one who wants some again. Schedule: app setting <c>SyncOptOutsSchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The sync of opt-outs.</param>
public sealed class SyncOptOuts([FromKeyedServices(SyncKinds.OptOuts)] ISync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncOptOuts))]
    public Task RunAsync([TimerTrigger("%SyncOptOutsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.ReadAsync(SyncKinds.OptOuts, cancellationToken);
}
