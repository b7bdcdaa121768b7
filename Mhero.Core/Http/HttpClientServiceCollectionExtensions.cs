using System.Net;

namespace Mhero.Core.Http;

/// <summary>Registers HTTP clients that one singleton each keeps for the life of the process.</summary>
internal static class HttpClientServiceCollectionExtensions
{
    /// <summary>Adds a client without time-out, redirects and logs: <see cref="HttpResilience"/> has the time-outs, and addresses hold numbers and names.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The client's name.</param>
    /// <param name="useCookies">Whether the server's cookies are sent back.</param>
    public static IHttpClientBuilder AddLastingHttpClient(this IServiceCollection services, string name, bool useCookies = false) =>
        services.AddHttpClient(name, static http => http.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) =>
            {
                // A name that moves to another address is followed. The idle limit is shorter than what servers keep a connection for,
                // because a write that meets a closed one is not repeated.
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
                handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15);
                handler.AutomaticDecompression = DecompressionMethods.All;
                // A followed redirect turns a POST into a GET, and takes the token to another server or drops it.
                handler.AllowAutoRedirect = false;
                handler.UseCookies = useCookies;
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
}
