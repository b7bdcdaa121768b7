using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Timers;

/// <summary>Reads which flows changed in RapidPro. Schedule: app setting <c>SyncFlowsSchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The flow sync.</param>
public sealed class SyncFlows([FromKeyedServices(SyncKinds.Flows)] ISync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncFlows))]
    public Task RunAsync([TimerTrigger("%SyncFlowsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.ReadAsync(SyncKinds.Flows, cancellationToken);
}
