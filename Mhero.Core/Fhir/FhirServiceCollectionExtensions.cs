using System.Net;
using Mhero.Core.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Fhir;

/// <summary>Registers the way to the FHIR server.</summary>
public static class FhirServiceCollectionExtensions
{
    /// <summary>The name of the HTTP client that <see cref="FhirGateway"/> gets.</summary>
    public const string HttpClientName = "Mhero.Fhir";

    /// <summary>Registers <see cref="FhirGateway"/> and its options, which are checked at start.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">The root; the section is <see cref="FhirOptions.Section"/>.</param>
    public static IServiceCollection AddFhir(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<FhirOptions, FhirOptionsValidator>(configuration, FhirOptions.Section).WithRules<FhirOptions, FhirOptionsRules>();
        services.TryAddSingleton(TimeProvider.System);

        // One gateway keeps one client for the life of the process, so the pool has to notice changes in DNS.
        // Searches name persons, so the factory's own loggers, which write addresses, are taken off.
        services.AddHttpClient(HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.AllowAutoRedirect = false;
                handler.AutomaticDecompression = DecompressionMethods.All;
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);

                // Shorter than what servers keep an idle connection for: a batch that meets a closed one is not repeated.
                handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15);
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.TryAddSingleton(provider => new FhirGateway(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName),
            provider.GetRequiredService<IOptions<FhirOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FhirGateway>>(),
            provider.GetService<IServerProfiles>()));
        services.TryAddSingleton<NewIdPolicy>();
        return services;
    }
}
