using Mhero.Core.Operating.Reviews;
using Mhero.Core.Sync.Reviews;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reviews;

/// <summary>Takes one answer for several reviews: each gets its only candidate, or a new record.</summary>
/// <param name="actions">Carries it out: few at once, many as a job.</param>
public sealed class DecideReviewsRoute(ReviewActions actions) : ConsoleRoute("reviews", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var ids = request.Form["id"].OfType<string>().Take(ReviewActions.MaxTogether).ToList();
        var decision = request.Field("decision") switch
        {
            "only" => new ReviewDecision { Choose = ReviewChoice.OnlyCandidate },
            "create" => new ReviewDecision { Create = true },
            _ => null,
        };
        if (ids.Count == 0 || decision is null)
        {
            return ConsoleAnswer.Problem("reviews.none-selected", StatusCodes.Status400BadRequest);
        }

        var decided = await actions.DecideAsync([.. ids.Select(id => new ReviewChoice(id, decision))], request.User.Operator, cancellationToken);
        if (decided.Job is { } job)
        {
            return new RedirectAnswer($"jobs/{job.Id}", "job-ordered");
        }

        var accepted = decided.Results.Count(result => result.Answer == ReviewAnswer.Accepted);
        return accepted == decided.Results.Count
            ? new RedirectAnswer("reviews", "reviews-decided", accepted)
            : new RedirectAnswer("reviews", "reviews-partly", decided.Results.Count - accepted);
    }
}
