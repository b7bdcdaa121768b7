using Mhero.Core.Storage.Reviews;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Reviews;

/// <summary>The open reviews.</summary>
/// <param name="reviews">The reviews.</param>
public sealed class ReviewsRoute(ReviewStore reviews) : ConsoleRoute("reviews", ConsoleRole.Reader)
{
    private const int Shown = 50;

    /// <inheritdoc/>
    public override async Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var listed = await reviews.ListAsync(Shown, cancellationToken);
        var total = listed.Count < Shown ? listed.Count : await reviews.CountAsync(cancellationToken);
        return ConsoleAnswer.Page<ReviewsPage>("reviews.title", new ReviewsView(listed, total));
    }
}
