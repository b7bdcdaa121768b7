using Mhero.Core.Mapping;
using Mhero.Core.Mapping.ToFhir;
using Mhero.Core.Sync.Directories;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Runs;

/// <summary>Registers the run sync.</summary>
public static class RunSyncServiceCollectionExtensions
{
    /// <summary>Adds the run sync; it needs RapidPro, FHIR, storage, the directories, contacts and flows to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Runs</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRunSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddWorkQueue<RunItem, RunSyncOptions>(configuration, RunSyncOptions.SectionName, "RunsQueue", "runs");
        services.AddOptions<RunMappingOptions>().Bind(configuration.GetSection(RunMappingOptions.Section));
        services.AddSingleton(p => new RunToQuestionnaireResponse(p.GetRequiredService<IOptions<RunMappingOptions>>().Value));
        services.AddSingleton<RunFeed>();
        services.AddSingleton<UnnamedRuns>();
        services.AddSingleton<RunPeopleFinder>();
        services.AddSingleton<ExtractionWriter>();
        services.AddSingleton<ResponseExtraction>();
        services.AddSingleton<LocationList>();
        services.AddSingleton<PathBook>();
        services.AddSingleton<AnswerPlaces>();
        services.AddSingleton<RunSlice>();
        services.AddSingleton(p => new RunSync(
            p.GetRequiredService<RunFeed>(), p.GetRequiredService<RunSlice>(), p.GetRequiredService<WorkQueue<RunItem>>(), p.GetRequiredService<FeedRuns<RunItem>>()));
        services.AddSingleton(p => new WebhookIntake(
            p.GetRequiredService<WorkQueue<RunItem>>(), p.GetRequiredService<IOptions<RunSyncOptions>>(), p.GetRequiredService<TimeProvider>()));
        return services;
    }
}
