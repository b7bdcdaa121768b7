using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Reviews;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Functions.Http;

/// <summary>
/// <c>POST /api/reviews/decide</c>: answers several reviews, <c>{"ids":["…"],"choose":"only"}</c> or <c>{"ids":["…"],"create":true}</c>; more than twenty by a job.
/// </summary>
/// <param name="reviews">The actions on reviews.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class DecideReviews(ReviewActions reviews, OperatorIdentity operators)
{
    /// <summary>Answers 200 with the result of each review, 202 with the job, or 4xx with what to change.</summary>
    [Function(nameof(DecideReviews))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "reviews/decide")] HttpRequest request, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () =>
        {
            var (body, problem) = await OperatorAnswers.ReadAsync(request, cancellationToken);
            if (problem is not null)
            {
                return problem;
            }

            if (ChoicesOf(body) is not { Count: > 0 } choices)
            {
                return Problems.Of(StatusCodes.Status400BadRequest, HttpCodes.BadDecision, "Send {\"ids\":[\"…\"],\"create\":true}, or with \"choose\" a candidate, or \"only\" for the only candidate of each.");
            }

            if (choices.Count > ReviewActions.MaxTogether)
            {
                return Problems.Of(StatusCodes.Status422UnprocessableEntity, HttpCodes.TooMany, $"At most {ReviewActions.MaxTogether} reviews can be decided in one call.");
            }

            var decided = await reviews.DecideAsync(choices, operators.Of(request), cancellationToken);
            return decided.Job is { } job
                ? OperatorAnswers.Ordered(job)
                : Results.Ok(new { results = decided.Results.Select(result => new { result.Id, answer = JsonNamingPolicy.CamelCase.ConvertName(result.Answer.ToString()) }) });
        });

    /// <summary>The answers; null when the body has not exactly one kind of answer, or ids of another form.</summary>
    private static List<ReviewChoice>? ChoicesOf(JsonObject body)
    {
        var create = body["create"] is JsonValue value && value.TryGetValue<bool>(out var wanted) && wanted;
        var choose = OperatorAnswers.TextOf(body, "choose");
        if (create == choose is not null || body["ids"] is not JsonArray ids || ids.Any(id => id is not JsonValue text || !text.TryGetValue<string>(out _)))
        {
            return null;
        }

        return [.. ids.Select(id => new ReviewChoice(id!.GetValue<string>(), new ReviewDecision { Choose = choose, Create = create }))];
    }
}
