using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.DevHost.Host;

/// <summary>Puts the HTTP functions and the admin endpoint on their routes.</summary>
internal static class HttpRoutes
{
    public static void MapFunction(IEndpointRouteBuilder routes, FunctionDescription description, HttpFunction function)
    {
        // As a constraint, and not as endpoint metadata: the Functions runtime answers 404, not 405, to a method that no function takes.
        var policies = description.Methods.Count == 0
            ? new RouteValueDictionary()
            : new RouteValueDictionary { ["httpMethod"] = new HttpMethodRouteConstraint([.. description.Methods]) };
        routes.Map(RoutePatternFactory.Parse("/" + description.Route, defaults: null, policies), function.HandleAsync).WithDisplayName(description.Name);
    }

    /// <summary>
    /// <c>POST /admin/functions/{name}</c> starts a timer with the master key: 202, and the run goes on behind it.
    /// 401 without the key, 404 for a name that is not a timer's.
    /// </summary>
    public static void MapAdmin(IEndpointRouteBuilder routes, HostKeys keys, Func<string, TimerFunction?> findTimer) =>
        routes.MapPost("/admin/functions/{name}", (HttpContext http, string name) =>
        {
            if (!keys.Allow(http.Request, AuthorizationLevel.Admin))
            {
                return Results.StatusCode(StatusCodes.Status401Unauthorized);
            }

            if (findTimer(name) is not { } timer)
            {
                return Results.NotFound();
            }

            // The invoker logs how it ends.
            _ = timer.InvokeAsync(new TimerInfo(), CancellationToken.None);
            return Results.Accepted();
        });
}
