using Mhero.Core.Configuration;

namespace Mhero.Core.Caching;

/// <summary>Registers the caches of the registry.</summary>
internal static class CacheServiceCollectionExtensions
{
    /// <summary>Adds the caches; they need FHIR and storage to be added too.</summary>
    public static IServiceCollection AddCaches(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<CacheOptions, CacheOptionsValidator>(configuration, CacheOptions.SectionName);
        services.AddSettings<PlaceOptions, PlaceOptionsValidator>(configuration, PlaceOptions.SectionName);
        services.AddSingleton<PlaceChangeState>();
        services.AddSingleton<PlaceIssues>();
        services.AddSingleton<RegistryPlaces>();
        services.AddSingleton<PlaceCache>();
        services.AddSingleton<PractitionerCache>();
        services.AddSingleton<DisplayNames>();
        services.AddSingleton<FlowLinks>();
        services.AddSingleton<FlowNames>();
        services.AddSingleton<QuestionnaireCache>();
        return services;
    }
}
