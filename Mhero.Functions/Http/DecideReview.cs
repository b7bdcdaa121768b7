using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Reviews;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/reviews/{id}</c>: answers a review with <c>{"choose":"…"}</c> or <c>{"create":true}</c>.</summary>
/// <param name="reviews">The actions on reviews.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class DecideReview(ReviewActions reviews, OperatorIdentity operators)
{
    /// <summary>Answers 202, or 4xx with what to change.</summary>
    [Function(nameof(DecideReview))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "reviews/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadJsonAsync(request, RequestBody.MaxDecisionBytes, cancellationToken);
        if (body.Problem is { } problem)
        {
            return Problems.Of(problem.Status, problem.Code, problem.Detail);
        }

        ReviewDecision? decision;
        try
        {
            decision = JsonSerializer.Deserialize<ReviewDecision>(body.Text, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            decision = null;
        }

        if (decision is null)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, HttpCodes.BadDecision, "Send {\"choose\":\"<candidate>\"} or {\"create\":true}.");
        }

        return await reviews.DecideAsync(id, decision, operators.Of(request), cancellationToken) switch
        {
            ReviewAnswer.Accepted => Results.Accepted("/api/status"),
            ReviewAnswer.NotFound => Problems.Of(StatusCodes.Status404NotFound, HttpCodes.NoReview, "No open review has this id: GET reviews lists them."),
            ReviewAnswer.NoCandidate => Problems.Of(StatusCodes.Status422UnprocessableEntity, HttpCodes.NoCandidate, "Choose one of the review's candidates on the other side: a contact for a worker, a worker for a contact, a Location for a place."),
            _ => Problems.Of(StatusCodes.Status422UnprocessableEntity, HttpCodes.BadDecision, "Send either {\"choose\":\"<candidate>\"} or {\"create\":true}."),
        };
    }
}
