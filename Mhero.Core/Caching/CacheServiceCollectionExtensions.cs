using Mhero.Core.Storage;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Runs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Caching;

/// <summary>Registers the services that the syncs share: caches of the registry, and the ledger of mHero's writes.</summary>
internal static class CacheServiceCollectionExtensions
{
    private const string WritesTable = "writes";

    /// <summary>Adds the caches and the ledger of writes; they need FHIR and storage to be added too.</summary>
    public static IServiceCollection AddCaches(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CacheOptions>().Bind(configuration.GetSection(CacheOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CacheOptions>>(new AnnotatedOptionsCheck<CacheOptions>(CacheOptions.SectionName));
        services.AddOptions<PlaceOptions>().Bind(configuration.GetSection(PlaceOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PlaceOptions>>(new AnnotatedOptionsCheck<PlaceOptions>(PlaceOptions.SectionName));
        services.AddMetrics();
        services.AddSingleton<SyncMetrics>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<PlaceChangeState>();
        services.AddSingleton<PlaceIssues>();
        services.AddSingleton<PlaceCache>();
        services.AddSingleton<PractitionerCache>();
        services.AddSingleton<FlowNames>();
        services.AddSingleton<QuestionnaireCache>();

        // A table of its own: it is large, and the rest of the state is read by scans.
        services.AddDocumentTable(WritesTable);
        services.AddSingleton(p => new WriteLedger(
            p.GetRequiredKeyedService<DocumentTable>(WritesTable), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RegistryWrites>();
        services.AddSingleton<UnlinkedAnswers>();
        return services;
    }
}
