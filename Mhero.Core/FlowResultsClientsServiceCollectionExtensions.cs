using Mhero.Core.Floip.Http;
using Mhero.Core.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mhero.Core;

/// <summary>Registers the clients of FLOIP servers. The folder Floip knows no host, so they are made here.</summary>
internal static class FlowResultsClientsServiceCollectionExtensions
{
    /// <summary>A server that throttles every page must not end the reading, so longer waits than RapidPro's are waited within the call.</summary>
    internal static readonly HttpOptions Options = new() { RequestTimeout = TimeSpan.FromSeconds(100), MaxInlineWait = TimeSpan.FromSeconds(60) };

    /// <summary>Adds a function that makes the client of a server.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddFlowResultsClients(this IServiceCollection services)
    {
        services.AddLastingHttpClient(nameof(FlowResultsClient));
        services.TryAddSingleton<Func<FlowResultsServer, FlowResultsClient>>(p =>
        {
            var time = p.GetRequiredService<TimeProvider>();
            var resilience = new HttpResilience(Options, time, p.GetRequiredService<ILogger<FlowResultsClient>>(), p.GetService<Random>());
            return server => new FlowResultsClient(p.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(FlowResultsClient)), server, resilience, time);
        });
        return services;
    }
}
