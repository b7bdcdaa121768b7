using Mhero.Core.Lookup;
using Mhero.Core.RapidPro;

namespace Mhero.Functions.Http;

/// <summary><c>GET|POST /api/rapidpro/lookup</c>: answers a flow's question to the registry. docs/lookups.md is for its author.</summary>
/// <param name="service">Answers.</param>
/// <param name="options">Holds the secret.</param>
public sealed class AnswerLookup(LookupService service, IOptions<RapidProOptions> options)
{
    /// <summary>Room for the editor's own body with all results of a run.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <summary>Answers 200 with a flat object that a flow branches on, 4xx with the fault that its author has to correct, or 503.</summary>
    [Function(nameof(AnswerLookup))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "rapidpro/lookup")] HttpRequest request, CancellationToken cancellationToken)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        if (WebhookEndpoint.Refusal(request, options.Value) is { } unauthorised)
        {
            return Error(unauthorised.Status, unauthorised.Code, unauthorised.Detail);
        }

        var (body, problem) = await RequestBody.ReadAsync(request, MaxBytes, cancellationToken);
        if (problem is { } refusal)
        {
            return Error(refusal.Status, refusal.Code, refusal.Detail);
        }

        var query = request.Query.Select(q => new KeyValuePair<string, IReadOnlyList<string?>>(q.Key, q.Value));
        var (question, fault) = LookupRequestReader.Read(query, body);
        if (question is null)
        {
            return Error(StatusCodes.Status400BadRequest, fault!.Code, fault.Detail);
        }

        // No Retry-After with a 503: RapidPro before 10.3 would repeat the call while the contact waits.
        var reply = await service.AskAsync(question, cancellationToken);
        return Results.Json(reply.Body, statusCode: reply.Status);
    }

    // A problem like any other, and flat like any other answer: flows read the same member in both.
    private static IResult Error(int status, string code, string detail) => Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?>
    {
        ["answer"] = status == StatusCodes.Status503ServiceUnavailable ? LookupAnswer.Unavailable : LookupAnswer.Error,
        ["code"] = code,
    });
}
