using Mhero.Core.Storage;
using Mhero.Core.Sync.Queueing;
using Mhero.Core.Sync.Runs;
using Mhero.Core.Sync.Writing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Directories;

/// <summary>Registers the services that the syncs share: caches of the registry, and the ledger of mHero's writes.</summary>
internal static class DirectoryServiceCollectionExtensions
{
    private const string WritesTable = "writes";

    /// <summary>Adds the directories and the ledger of writes; they need FHIR and storage to be added too.</summary>
    public static IServiceCollection AddDirectories(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DirectoryOptions>().Bind(configuration.GetSection(DirectoryOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DirectoryOptions>>(new AnnotatedOptionsCheck<DirectoryOptions>(DirectoryOptions.SectionName));
        services.AddOptions<PlaceOptions>().Bind(configuration.GetSection(PlaceOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PlaceOptions>>(new AnnotatedOptionsCheck<PlaceOptions>(PlaceOptions.SectionName));
        services.AddMetrics();
        services.AddSingleton<SyncMetrics>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<PlaceMarks>();
        services.AddSingleton<PlaceDirectory>();
        services.AddSingleton<ResponderDirectory>();
        services.AddSingleton<FlowNames>();
        services.AddSingleton<QuestionnaireDirectory>();

        // A table of its own: it is large, and the rest of the state is read by scans.
        services.AddDocumentTable(WritesTable);
        services.AddSingleton(p => new WriteLedger(
            p.GetRequiredKeyedService<DocumentTable>(WritesTable), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RegistryWrites>();
        services.AddSingleton<UnlinkedAnswers>();
        return services;
    }
}
