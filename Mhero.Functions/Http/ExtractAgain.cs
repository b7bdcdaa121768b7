using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Responses;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/responses/{id}/extract</c>: orders that the resources of a stored response are extracted again.</summary>
/// <param name="responses">The actions on responses.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class ExtractAgain(ResponseActions responses, OperatorIdentity operators)
{
    /// <summary>Answers 202 with the job; its address is in <c>Location</c>. 404, or 503 when the registry cannot be asked.</summary>
    [Function(nameof(ExtractAgain))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "responses/{id}/extract")] HttpRequest request, string id) =>

        // Not cancelled with the client: half of an order has no effect.
        OperatorAnswers.GuardAsync(async () => await responses.ExtractAgainFromAsync(id, operators.Of(request), CancellationToken.None) is { } job
            ? OperatorAnswers.Ordered(job)
            : Problems.Of(StatusCodes.Status404NotFound, HttpCodes.NoResponse, "The registry has no QuestionnaireResponse with this id: GET responses searches for them."));
}
