using Mhero.Core.Configuration;
using Mhero.Core.Http;
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

        // Servers that keep sessions (OpenMRS) start one for each request without cookies.
        services.AddLastingHttpClient(HttpClientName, useCookies: true);
        services.TryAddSingleton(provider => new FhirGateway(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName),
            provider.GetRequiredService<IOptions<FhirOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FhirGateway>>(),
            provider.GetService<IServerProfiles>(),
            provider.GetService<Random>()));
        services.TryAddSingleton<NewIdPolicy>();
        return services;
    }
}
