using System.Reflection;
using Mhero.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.DevHost.Host;

/// <summary>Answers the requests of one HTTP function.</summary>
internal sealed class HttpFunction(HostFunction function, FunctionInvoker invoker, HostKeys keys, HostWork work)
{
    private readonly AuthorizationLevel _level = function.Description.AuthorizationLevel!.Value;

    public async Task HandleAsync(HttpContext http)
    {
        if (!keys.Allow(http.Request, _level))
        {
            await Results.Problem(
                "The function key is missing or wrong: send it as the header x-functions-key or as ?code=. The start of the local run prints it.",
                statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(http);
            return;
        }

        if (http.RequestServices.GetService<OperatorRoles>()?.Refuse(function.Description.Name, http.Request) is { } refusal)
        {
            await refusal.ExecuteAsync(http);
            return;
        }

        using var piece = work.Begin();
        using var token = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, work.Invocations);
        try
        {
            var result = await invoker.InvokeAsync(http.RequestServices, parameter => Argument(http, parameter), token.Token);
            await WriteAsync(http, result);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller cancelled; the invoker has logged what there is to log.
        }
        catch (Exception error) when (!http.Response.HasStarted)
        {
            // The invoker has logged it; the caller learns no details.
            await UnexpectedErrors.AnswerAsync(http, error);
        }
    }

    private static object? Argument(HttpContext http, ParameterInfo parameter) =>
        parameter.ParameterType == typeof(HttpRequest)
            ? http.Request
            : ParameterBinding.FromRoute(parameter, http.Request.RouteValues[parameter.Name!]);

    private static Task WriteAsync(HttpContext http, object? result) => result switch
    {
        null => Task.CompletedTask,
        IResult answer => answer.ExecuteAsync(http),
        IActionResult answer => answer.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
        string text => Results.Text(text).ExecuteAsync(http),
        _ => Results.Json(result).ExecuteAsync(http),
    };
}
