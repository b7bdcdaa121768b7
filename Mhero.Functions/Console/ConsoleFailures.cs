using System.Diagnostics;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Operating;
using Mhero.Core.RapidPro;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console;

/// <summary>Puts the failure of a page or an action into words: a side that cannot be used, a message that is refused, anything else with a correlation id.</summary>
/// <param name="logger">Logs unexpected failures.</param>
public sealed partial class ConsoleFailures(ILogger<ConsoleFailures> logger)
{
    /// <summary>Answers, or says why not.</summary>
    /// <param name="http">The request.</param>
    /// <param name="answer">Answers.</param>
    public async Task<ConsoleAnswer> GuardAsync(HttpContext http, Func<Task<ConsoleAnswer>> answer)
    {
        try
        {
            return await answer();
        }
        catch (FhirException e)
        {
            return ConsoleAnswer.Problem("problem.registry", StatusCodes.Status503ServiceUnavailable, e.Code);
        }
        catch (RapidProException e)
        {
            return ConsoleAnswer.Problem("problem.rapidpro", StatusCodes.Status503ServiceUnavailable, e.Code);
        }
        catch (OperatorException e)
        {
            return ConsoleAnswer.Problem("problem.question", StatusCodes.Status400BadRequest, $"{e.Code}: {e.Message}");
        }
        catch (MessageRefusedException e)
        {
            return ConsoleAnswer.Problem("problem.refused", StatusCodes.Status422UnprocessableEntity, string.Join(' ', e.Faults.Select(f => $"{f.Code}: {f.Message}")));
        }
        catch (TimeoutException)
        {
            return ConsoleAnswer.Problem("problem.busy", StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            var correlation = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
            LogFailed(e, correlation);
            return ConsoleAnswer.Problem("problem.unexpected", StatusCodes.Status500InternalServerError, correlation);
        }
    }

    [LoggerMessage(6203, LogLevel.Error, "The console failed; correlation id {CorrelationId}")]
    private partial void LogFailed(Exception error, string correlationId);
}
