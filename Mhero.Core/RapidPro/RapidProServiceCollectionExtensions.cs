using System.Diagnostics.Metrics;
using System.Net;
using Mhero.Core.Configuration;
using Mhero.Core.RapidPro.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mhero.Core.RapidPro;

/// <summary>Registers the RapidPro client.</summary>
internal static class RapidProServiceCollectionExtensions
{
    // A name that moves to another address is followed; an idle process holds no dead connections.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

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
        services.AddHttpClient(nameof(RapidProClient), static http => http.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler(static (handler, _) =>
            {
                handler.PooledConnectionLifetime = ConnectionLifetime;
                handler.AutomaticDecompression = DecompressionMethods.All;
                // A followed redirect turns a POST into a GET and drops the token; it is an error that names the setting.
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
            })
            .AddHttpMessageHandler(static provider => new RapidProRequestCounter(provider.GetRequiredService<IMeterFactory>()))
            // The singleton keeps one handler, whose connections are renewed by their lifetime.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // The factory's loggers write addresses, and those can hold numbers.
            .RemoveAllLoggers();
        services.TryAddSingleton(static provider => new RapidProClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(RapidProClient)),
            provider.GetRequiredService<IOptions<RapidProOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RapidProClient>>()));
        return services;
    }
}
