using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Timers;

/// <summary>Reads which reports came or changed in the registry, where the settings have a server for them. Schedule: app setting <c>SyncReportsSchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The delivery of reports.</param>
public sealed class SyncReports([FromKeyedServices(SyncKinds.Reports)] ISync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncReports))]
    public Task RunAsync([TimerTrigger("%SyncReportsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.Pollers.Contains(SyncKinds.Reports) ? sync.ReadAsync(SyncKinds.Reports, cancellationToken) : Task.CompletedTask;
}
