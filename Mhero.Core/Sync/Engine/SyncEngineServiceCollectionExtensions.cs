using Mhero.Core.Configuration;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Engine.Pausing;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Engine;

/// <summary>Registers the services that the syncs share: metrics, and the ledger of mHero's writes.</summary>
internal static class SyncEngineServiceCollectionExtensions
{
    /// <summary>Adds the services; they need FHIR and storage to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Sync</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddSyncEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<SyncDefaultOptions, SyncDefaultOptionsValidator>(configuration, SyncDefaultOptions.SectionName);
        services.AddMetrics();
        services.AddSingleton<SyncMetrics>();
        services.AddSingleton<PausedMessages>().AddSingleton<PausedReadings>();

        // A table of its own: it is large, and the rest of the state is read by scans.
        services.AddDocumentTable(WriteLedger.Table);
        services.AddPersonalPartition("unlinkedAnswers", StorageServiceCollectionExtensions.StateTable, UnlinkedAnswers.Partition, person => person.Contact is { } contact ? $"{contact:N}." : "");
        services.AddSingleton<WriteLedger>();
        services.AddSingleton<RegistryWrites>();
        services.AddSingleton<UnlinkedAnswers>();
        return services;
    }
}
