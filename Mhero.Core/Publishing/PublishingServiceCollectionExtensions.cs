using Mhero.Core.Caching;
using Mhero.Core.Configuration;
using Mhero.Core.Fhir;
using Mhero.Core.Reporting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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
        services.AddSingleton(p => new PublishedPackages(p.GetRequiredService<FhirGateway>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<IOptions<CacheOptions>>()));
        services.AddSingleton(p => new PublishedRows(p.GetRequiredService<FhirGateway>(), p.GetRequiredService<IOptions<ReportingOptions>>()));
        services.AddSingleton(p => new PublishedApi(p.GetRequiredService<PublishedPackages>(), p.GetRequiredService<PublishedRows>(), p.GetRequiredService<IOptions<PublishingOptions>>()));
        return services;
    }
}
