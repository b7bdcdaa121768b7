using Mhero.Core.Storage;
using Mhero.Core.Storage.Jobs;

namespace Mhero.Core.Sync.Reconciling;

/// <summary>Registers the full reconcile.</summary>
internal static class ReconcileServiceCollectionExtensions
{
    /// <summary>Adds the full reconcile; it needs the syncs of contacts and groups to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddReconciling(this IServiceCollection services)
    {
        services.AddPersonalPartition("reconcile", StorageServiceCollectionExtensions.StateTable, ReconcileStore.Missing);
        services.AddSingleton<ReconcileStore>();
        services.AddSingleton<RapidProSide>();
        services.AddSingleton<RegistrySide>();
        services.AddSingleton<ReconcileBeginning>();
        services.AddSingleton<ReconcileSteps>();
        services.AddSingleton<IJobWork, ReconcileWork>();
        return services;
    }
}
