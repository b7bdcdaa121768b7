using Mhero.Core.Sync.Runs;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Timers;

/// <summary>Reads which runs changed in RapidPro. Schedule: app setting <c>SyncRunsSchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The run sync.</param>
public sealed class SyncRuns(RunSync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncRuns))]
    public Task RunAsync([TimerTrigger("%SyncRunsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.ReadAsync(cancellationToken);
}
