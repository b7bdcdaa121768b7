using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Timers;

/// <summary>Reads what is new on the FLOIP servers, where the settings have any. Schedule: app setting <c>SyncFlowResultsSchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The sync of the runs.</param>
public sealed class SyncFlowResults([FromKeyedServices(SyncKinds.Runs)] ISync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncFlowResults))]
    public Task RunAsync([TimerTrigger("%SyncFlowResultsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.Pollers.Contains(SyncKinds.FlowResults) ? sync.ReadAsync(SyncKinds.FlowResults, cancellationToken) : Task.CompletedTask;
}
