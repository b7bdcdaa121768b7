using Mhero.Core;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Operating;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.Jobs;

namespace Mhero.Functions.Http;

/// <summary>Bodies and answers of the operator's endpoints.</summary>
internal static class OperatorAnswers
{
    /// <summary>Room for an edited payload, or a thousand answers to reviews.</summary>
    private const int MaxBytes = 256 * 1024;

    /// <summary>Answers, or says why it cannot be done: what to change, or that a side cannot be reached now.</summary>
    public static async Task<IResult> GuardAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (OperatorException e)
        {
            return Problems.Of(StatusOf(e.Code), e.Code, e.Message);
        }
        catch (MessageRefusedException e)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, e.Faults[0].Code, "The message cannot be sent as it is.", e.Faults);
        }
        catch (FhirException e)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, e.Code, "The registry cannot be used now. Repeat the request later.");
        }
        catch (RapidProException e)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, e.Code, "RapidPro cannot be used now. Repeat the request later.");
        }
        catch (TimeoutException e)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, MessagingCodes.Busy, e.Message);
        }
    }

    /// <summary>The JSON object of a request; an empty one for a request without a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The object, or the problem.</returns>
    public static async Task<(JsonObject Body, IResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength == 0)
        {
            return ([], null);
        }

        var body = await RequestBody.ReadJsonAsync(request, MaxBytes, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ([], Problems.Of(problem.Status, problem.Code, problem.Detail));
        }

        return ((JsonObject)JsonNode.Parse(body.Text, documentOptions: new JsonDocumentOptions { MaxDepth = 64 })!, null);
    }

    /// <summary>A text of a body; null when it is missing, empty or of another kind.</summary>
    public static string? TextOf(JsonObject body, string member) =>
        body[member] is JsonValue value && value.TryGetValue<string>(out var text) && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>A job that was ordered, with its address.</summary>
    public static IResult Ordered(Job job) => Results.Accepted($"/api/jobs/{job.Id}", job);

    /// <summary>A refusal for want of a reason.</summary>
    public static IResult NoReason() => Problems.Of(StatusCodes.Status422UnprocessableEntity, HttpCodes.NoReason, "Send {\"reason\":\"…\"}: the audit log keeps the reason.");

    /// <summary>No dead letter has the id.</summary>
    public static IResult NoDeadLetter() => Problems.Of(StatusCodes.Status404NotFound, HttpCodes.NoDeadLetter, "No dead letter has this id: GET dead-letters lists them.");

    /// <summary>No row of mHero is about the person.</summary>
    public static IResult NoPersonalRows() => Problems.Of(StatusCodes.Status404NotFound, HttpCodes.UnknownPerson, "mHero has no row about this person: give a worker's reference or id, a contact's UUID, or a telephone number.");

    /// <summary>No request has the id.</summary>
    public static IResult NoRequest() => Problems.Of(StatusCodes.Status404NotFound, MessagingCodes.UnknownRequest, "No request has this id: GET messages lists them.");

    /// <summary>Names the next page, as RFC 8288 has it.</summary>
    public static void LinkNext(HttpRequest request, string? next)
    {
        if (next is not null)
        {
            // Without the function key, which must not come back in links.
            var query = request.Query.Where(parameter => parameter.Key is not ("after" or "code"))
                .SelectMany(parameter => parameter.Value.Select(value => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(value ?? string.Empty)}"))
                .Append($"after={Uri.EscapeDataString(next)}");
            request.HttpContext.Response.Headers.Link = $"<{request.Path}?{string.Join('&', query)}>; rel=\"next\"";
        }
    }

    private static int StatusOf(string code) => code switch
    {
        HttpCodes.NotSearchable or HttpCodes.TooMany => StatusCodes.Status422UnprocessableEntity,
        HttpCodes.SeveralPersons => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };
}
