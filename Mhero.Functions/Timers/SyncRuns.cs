using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Timers;

/// <summary>Reads which runs changed in RapidPro. Schedule: app setting <c>SyncRunsSchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The run sync.</param>
public sealed class SyncRuns([FromKeyedServices(SyncKinds.Runs)] ISync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncRuns))]
    public Task RunAsync([TimerTrigger("%SyncRunsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.ReadAsync(SyncKinds.Runs, cancellationToken);
}
