using Mhero.Core.Monitoring;

namespace Mhero.Functions.Timers;

/// <summary>Reports the status as metrics, for the alerts. Schedule: app setting <c>ReportMetricsSchedule</c> (NCRONTAB).</summary>
/// <param name="metrics">Reads the status and holds it for the exporters.</param>
public sealed class ReportMetrics(StatusMetrics metrics)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(ReportMetrics))]
    public Task RunAsync([TimerTrigger("%ReportMetricsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        metrics.ReadAsync(cancellationToken);
}
