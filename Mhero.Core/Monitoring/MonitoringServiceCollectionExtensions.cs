using System.Diagnostics.Metrics;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Servers;
using Microsoft.Extensions.DependencyInjection;

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
        .AddSingleton(p => new StatusReader(
            p.GetRequiredService<CursorStore>(),
            p.GetRequiredService<QueueStatusReader>(),
            p.GetRequiredService<ExecutionStatusReader>(),
            p.GetRequiredService<OpenIssueReader>(),
            p.GetRequiredService<OpenCircuits>(),
            p.GetRequiredService<ReferenceCheck>(),
            p.GetRequiredService<ServerProfileStore>()))
        .AddSingleton(p => new StatusMetrics(
            p.GetRequiredService<OpenCircuits>(),
            p.GetRequiredService<StatusReader>(),
            p.GetRequiredService<IMeterFactory>(),
            p.GetRequiredService<TimeProvider>()));
}
