using Mhero.Functions.Console.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mhero.DevHost.Run;

/// <summary>
/// The link that opens the console of a local run without a key to type: it has the function key, and begins a session. It is part of the dev host
/// only; the deployed app has no such address.
/// </summary>
internal static class ConsoleLink
{
    /// <summary>The user of the console in a local run.</summary>
    public const string User = "developer";

    private const string Route = "/console";
    private const string Console = "/api/console";

    /// <summary>The link.</summary>
    /// <param name="app">Address of the functions.</param>
    /// <param name="key">The function key.</param>
    public static Uri Of(Uri app, string key) => new(app, $"{Route}?code={key}");

    /// <summary>Adds the address.</summary>
    /// <param name="routes">The routes of the host.</param>
    /// <param name="key">The function key.</param>
    public static void Map(IEndpointRouteBuilder routes, string key) => routes.MapGet(Route, async (HttpContext http, string? code, ConsoleSessions sessions) =>
    {
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(code ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(key))))
        {
            return Results.LocalRedirect(Console);
        }

        await sessions.BeginAsync(http, User, Console, http.RequestAborted);
        return Results.LocalRedirect(Console);
    });
}
