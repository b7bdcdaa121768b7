using System.Net;
using Mhero.Core.Floip.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mhero.Core;

/// <summary>Registers the clients of FLOIP servers. The folder Floip knows no host, so they are made here.</summary>
internal static class FlowResultsClientsServiceCollectionExtensions
{
    // A name that moves to another address is followed; an idle process holds no dead connections.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Adds a function that makes the client of a server. The client repeats a request after a wait that the server asks for.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddFlowResultsClients(this IServiceCollection services)
    {
        // The client has time-outs of its own, for the headers and for each part of the body.
        services.AddHttpClient(nameof(FlowResultsClient), static http => http.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler(static (handler, _) =>
            {
                handler.PooledConnectionLifetime = ConnectionLifetime;
                handler.AutomaticDecompression = DecompressionMethods.All;
                // The token goes to the configured server alone.
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.TryAddSingleton(p => new FlowResultsWaits(p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<Func<FlowResultsServer, FlowResultsClient>>(p => server => new FlowResultsClient(
            p.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(FlowResultsClient)), server, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<FlowResultsWaits>().WaitAsync));
        return services;
    }
}
