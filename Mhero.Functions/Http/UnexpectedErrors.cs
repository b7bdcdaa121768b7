using System.Diagnostics;
using Mhero.Core;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Mhero.Functions.Http;

/// <summary>
/// Answers unexpected exceptions of HTTP functions with a coded problem that carries a correlation id, in place of an empty 500. The log entry has the
/// same id, and the exception.
/// </summary>
/// <param name="logger">Logs the exception.</param>
public sealed partial class UnexpectedErrors(ILogger<UnexpectedErrors> logger) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (context.GetHttpContext() is { Response.HasStarted: false } http && !http.RequestAborted.IsCancellationRequested)
        {
            LogFailed(error, context.FunctionDefinition.Name, CorrelationId(http));
            await AnswerAsync(http, error);
        }
    }

    /// <summary>Writes the answer: 500, or the status of a refused body.</summary>
    /// <param name="http">The request.</param>
    /// <param name="error">The unexpected exception; none of its text is shown.</param>
    public static Task AnswerAsync(HttpContext http, Exception error)
    {
        http.Response.Clear();
        if (error is BadHttpRequestException { StatusCode: var status })
        {
            var (code, detail) = status == StatusCodes.Status413PayloadTooLarge
                ? (HttpCodes.TooLarge, "The body is larger than this server takes: send it in parts.")
                : (HttpCodes.Malformed, "The request is malformed.");
            return Problems.Of(status, code, detail).ExecuteAsync(http);
        }

        return Results.Problem(
            "Something went wrong that mHero did not foresee. Repeat the request; if it fails again, look in the log for the correlation id.",
            statusCode: StatusCodes.Status500InternalServerError,
            extensions: new Dictionary<string, object?> { ["code"] = HttpCodes.Unexpected, ["correlationId"] = CorrelationId(http) }).ExecuteAsync(http);
    }

    private static string CorrelationId(HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    [LoggerMessage(6099, LogLevel.Error, "{Function} failed; correlation id {CorrelationId}")]
    private partial void LogFailed(Exception error, string function, string correlationId);
}
