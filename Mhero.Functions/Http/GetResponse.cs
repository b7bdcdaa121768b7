using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Responses;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/responses/{id}</c>: one response with its Questionnaire and what was extracted from it. Query: <c>reveal</c>, which shows the answers.</summary>
/// <param name="responses">Reads it.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class GetResponse(ResponseReader responses, OperatorIdentity operators)
{
    /// <summary>Answers 200 with the response, 404, or 503 when the registry cannot be asked.</summary>
    [Function(nameof(GetResponse))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "responses/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () => await responses.FindAsync(id, Filters.IsOn(request, "reveal"), operators.Of(request), cancellationToken) is { } detail
            ? Results.Ok(detail)
            : Problems.Of(StatusCodes.Status404NotFound, HttpCodes.NoResponse, "The registry has no QuestionnaireResponse with this id: GET responses searches for them."));
}
