using Mhero.Core.Configuration;
using Mhero.Core.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mhero.Core.Fhir;

/// <summary>Registers the way to the FHIR server.</summary>
public static class FhirServiceCollectionExtensions
{
    /// <summary>The name of the HTTP client that <see cref="FhirGateway"/> gets.</summary>
    public const string HttpClientName = "Mhero.Fhir";

    /// <summary>The name of the HTTP client that <see cref="MadxServer"/> gets.</summary>
    internal const string MadxHttpClientName = "Mhero.Madx";

    /// <summary>Registers <see cref="FhirGateway"/> and its options, which are checked at start.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">The root; the section is <see cref="FhirOptions.SectionName"/>.</param>
    public static IServiceCollection AddFhir(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<FhirOptions, FhirOptionsValidator>(configuration, FhirOptions.SectionName).WithRules<FhirOptions, FhirOptionsRules>();
        services.TryAddSingleton(TimeProvider.System);

        // Servers that keep sessions (OpenMRS) start one for each request without cookies.
        services.AddLastingHttpClient(HttpClientName, useCookies: true);
        services.AddLastingHttpClient(MadxHttpClientName);
        services.TryAddSingleton(provider => new FhirGateway(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName),
            provider.GetRequiredService<IOptions<FhirOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FhirGateway>>(),
            provider.GetService<IServerProfiles>(),
            provider.GetService<Random>()));
        services.TryAddSingleton<NewIdPolicy>();
        services.AddSettings<MadxOptions, MadxOptionsValidator>(configuration, MadxOptions.SectionName).WithRules<MadxOptions, MadxOptionsRules>();
        services.TryAddSingleton(provider => new MadxServer(
            provider.GetRequiredService<IOptions<MadxOptions>>().Value,
            () => new FhirGateway(
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(MadxHttpClientName),
                provider.GetRequiredService<IOptions<MadxOptions>>().Value,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<FhirGateway>>(),
                fetchToken: null,
                provider.GetService<Random>())));
        return services;
    }
}
