using Mhero.Core.Configuration;

namespace Mhero.Core.Publishing;

/// <summary>Registers the responses as Flow Results.</summary>
internal static class PublishingServiceCollectionExtensions
{
    /// <summary>Adds <see cref="PublishedApi"/>; it needs FHIR, the caches and the reporting to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Publishing</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPublishing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<PublishingOptions, PublishingOptionsValidator>(configuration, PublishingOptions.SectionName);
        services.AddSingleton<PublishedPackages>();
        services.AddSingleton<PublishedRows>();
        services.AddInternallyConstructed<PublishedApi>();
        return services;
    }
}
