using System.Diagnostics.Metrics;
using Mhero.Core.Configuration;
using Mhero.Core.Http;
using Mhero.Core.RapidPro.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mhero.Core.RapidPro;

/// <summary>Registers the RapidPro client.</summary>
internal static class RapidProServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="RapidProClient"/> as a singleton, and <see cref="RapidProOptions"/> from section
    /// <see cref="RapidProOptions.SectionName"/>, checked when the host starts.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">The root of the configuration.</param>
    public static IServiceCollection AddRapidPro(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RapidProOptions, RapidProOptionsValidator>(configuration, RapidProOptions.SectionName).WithRules<RapidProOptions, RapidProOptionsRules>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddLastingHttpClient(nameof(RapidProClient))
            .AddHttpMessageHandler(static provider => new RapidProRequestCounter(provider.GetRequiredService<IMeterFactory>()));
        services.TryAddSingleton(static provider => new RapidProClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(RapidProClient)),
            provider.GetRequiredService<IOptions<RapidProOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RapidProClient>>(),
            provider.GetService<Random>()));
        return services;
    }
}
