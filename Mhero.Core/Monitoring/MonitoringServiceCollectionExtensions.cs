using Mhero.Core.Configuration;
using Mhero.Core.Monitoring.Activity;

namespace Mhero.Core.Monitoring;

/// <summary>Registers the status and its metrics.</summary>
internal static class MonitoringServiceCollectionExtensions
{
    /// <summary>Adds <see cref="StatusReader"/> and <see cref="StatusMetrics"/>; they need all syncs to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMonitoring(this IServiceCollection services) => services
        .AddSingleton<QueueStatusReader>()
        .AddSingleton<ExecutionStatusReader>()
        .AddSingleton<OpenIssueReader>()
        .AddSingleton<ReferenceCheck>()
        .AddSingleton<ActivityLog>()
        .AddSingleton<ConnectionChecks>()
        .AddInternallyConstructed<StatusReader>()
        .AddInternallyConstructed<StatusMetrics>();
}
