using Mhero.Core.Operating.Reviews;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/reviews/history</c>: the answers that operators gave to reviews, the latest first. Query: <c>max</c> (100), <c>after</c>.</summary>
/// <param name="reviews">The actions on reviews.</param>
public sealed class ListReviewHistory(ReviewActions reviews)
{
    /// <summary>Answers 200 with entries of the audit log; the header <c>Link</c> names the next page.</summary>
    [Function(nameof(ListReviewHistory))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "reviews/history")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (Listing.MaxOf(request) is not { } max)
        {
            return Listing.BadMax();
        }

        var page = await reviews.HistoryAsync(max, Listing.TextOf(request, "after"), cancellationToken);
        OperatorAnswers.LinkNext(request, page.Next);
        return Results.Ok(page.Entries);
    }
}
