using Mhero.Core.Configuration;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Sync.Engine;

namespace Mhero.Core.Sync.Flows;

/// <summary>Registers the flow sync.</summary>
internal static class FlowSyncServiceCollectionExtensions
{
    /// <summary>Adds the flow sync; it needs RapidPro, FHIR, storage and the caches to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Flows</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddFlowSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSync<FlowItem, FlowSyncOptions, FlowSyncOptionsValidator, FlowPoller, FlowBatchHandler>(configuration, SyncKinds.Flows, FlowSyncOptions.SectionName, "FlowsQueue", "flows");
        services.AddSettings<FlowMappingOptions>(configuration, FlowMappingOptions.SectionName).WithRules<FlowMappingOptions, FlowMappingOptionsRules>();
        services.AddSingleton<FlowToQuestionnaire>();
        services.AddSingleton<FlowToBasic>();
        services.AddSingleton<WorkflowWriter>();
        services.AddSingleton<QuestionnaireMaker>();
        return services;
    }
}
