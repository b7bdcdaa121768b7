using Mhero.Core.Configuration;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.FlowResults.Packages;
using Mhero.Core.Sync.FlowResults.People;
using Mhero.Core.Sync.FlowResults.Polling;
using Mhero.Core.Sync.FlowResults.Push;
using Mhero.Core.Sync.FlowResults.Sessions;
using Mhero.Core.Sync.Flows;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Sync.FlowResults;

/// <summary>Registers the sync of FLOIP sources.</summary>
internal static class FlowResultsServiceCollectionExtensions
{
    /// <summary>Adds it; it needs FHIR, storage, the caches, contacts, flows and runs to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:FlowResults</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddFlowResultsSync(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(FlowResultsOptions.SectionName);
        services.AddSettings<FlowResultsOptions>(configuration, FlowResultsOptions.SectionName).WithRules<FlowResultsOptions, FlowResultsOptionsRules>();
        services.AddDocumentTable(FlowResultsTable.Name);
        services.AddSingleton<IPersonalRows, SessionPersonalRows>();
        services.AddSingleton<FlowResultsTable>();
        services.AddSingleton<FlowResultsSources>();
        services.AddSingleton<PackageToQuestionnaire>();
        services.AddSingleton<SessionToRun>();
        services.AddSingleton<PackageStore>();
        services.AddSingleton<PackageQuestionnaires>();
        services.AddSingleton<QuestionnaireRevisionWriter>();
        services.AddSingleton<PackageBatch>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<PendingSessions>();
        services.AddSingleton<SessionRetention>();
        services.AddSingleton<ReadingStore>();
        services.AddSingleton<SessionLoader>();
        services.AddSingleton<ContactRules>();
        services.AddSingleton<ClaimedWorkers>();
        services.AddSingleton<SourceContacts>();
        services.AddSingleton<SessionWorkers>();
        services.AddSingleton<SessionRelinker>();
        services.AddSingleton<PackagePoller>();
        services.AddInternallyConstructed<FlowResultsCheck>();
        services.AddInternallyConstructed<FlowResultsReceiver>();
        if (section.GetSection(nameof(FlowResultsOptions.Sources)).GetChildren().Any())
        {
            // A site without FLOIP has no executions of it in its log.
            services.AddSingleton<IPoller<RunItem>, FlowResultsPoller>();
        }

        return services;
    }
}
