using Mhero.Core.Operating.Reviews;
using Mhero.Core.Sync.Reviews;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reviews;

/// <summary>Takes the answer to a review.</summary>
/// <param name="actions">Carries it out.</param>
public sealed class DecideReviewRoute(ReviewActions actions) : ConsoleRoute("reviews/{id}", ConsoleRole.Operator, isAction: true)
{
    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var decision = new ReviewDecision { Choose = request.Field("choose"), Create = request.Field("create") is not null };
        return await actions.DecideAsync(request.Value("id"), decision, request.User.Operator, cancellationToken) switch
        {
            ReviewAnswer.Accepted => new RedirectAnswer("reviews", "review-decided"),
            ReviewAnswer.NotFound => ConsoleAnswer.Problem("reviews.gone", StatusCodes.Status404NotFound),
            _ => ConsoleAnswer.Problem("problem.form", StatusCodes.Status400BadRequest),
        };
    }
}
