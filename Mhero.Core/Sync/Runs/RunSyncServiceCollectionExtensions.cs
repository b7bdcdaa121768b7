using Mhero.Core.Configuration;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Sync.Runs;

/// <summary>Registers the run sync.</summary>
internal static class RunSyncServiceCollectionExtensions
{
    /// <summary>Adds the run sync; it needs RapidPro, FHIR, storage, the caches, contacts and flows to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Runs</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRunSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSync<RunItem, RunSyncOptions, RunSyncOptionsValidator, RunPoller, RunBatchHandler>(configuration, SyncKinds.Runs, RunSyncOptions.SectionName, "RunsQueue", "runs");
        services.AddSettings<RunMappingOptions>(configuration, RunMappingOptions.SectionName);
        services.AddSingleton<RunToQuestionnaireResponse>();
        services.AddSingleton<UnnamedRuns>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<RunLoader>();
        services.AddSingleton<RunPeopleFinder>();
        services.AddSingleton<ResponseWriter>();
        services.AddSingleton<RunObservers>();
        services.AddSingleton<SurplusResources>();
        services.AddSingleton<ExtractionWriter>();
        services.AddSingleton<FormsOfJobs>();
        services.AddPersonalPartition("webhooks", StorageServiceCollectionExtensions.StateTable, UnnamedRuns.Marks, PrefixOf);
        services.AddPersonalPartition("responses", WriteLedger.Table, RunKeys.Partition, PrefixOf);
        services.AddPersonalPartition("extractions", WriteLedger.Table, ExtractionWriter.Extractions, PrefixOf);
        services.AddSingleton<IJobWork, ExtractAgainWork>();
        services.AddSingleton<ResponseExtraction>();
        services.AddSingleton<PathStore>();
        services.AddSingleton<IReviewHandler>(p => p.GetRequiredService<PathStore>());
        services.AddSingleton<AnswerPlaces>();
        services.AddInternallyConstructed<WebhookReceiver>();
        return services;
    }

    /// <summary>Keys of runs begin with the contact.</summary>
    private static string PrefixOf(PersonKeys person) => person.Contact is { } contact ? $"{contact:N}." : "";
}
