using Mhero.Core.Operating.Reviews;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Pages.Audit;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reviews;

/// <summary>The answers that operators gave to reviews.</summary>
/// <param name="actions">Has them.</param>
public sealed class ReviewHistoryRoute(ReviewActions actions) : ConsoleRoute("reviews/history", ConsoleRole.Operator)
{
    private const int Shown = 50;

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken) =>
        ConsoleAnswer.Page<AuditEntriesPage>("reviews.history", new AuditView(await actions.HistoryAsync(Shown, request.Query("after"), cancellationToken), "reviews/history?"));
}
