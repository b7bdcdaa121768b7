using Mhero.Core.Storage.Reviews;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/reviews</c>: questions that wait for a person, the latest first. Query: <c>max</c> (100).</summary>
/// <param name="reviews">The reviews.</param>
public sealed class ListReviews(ReviewStore reviews)
{
    /// <summary>Answers 200 with the list.</summary>
    [Function(nameof(ListReviews))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "reviews")] HttpRequest request, CancellationToken cancellationToken) =>
        Listing.MaxOf(request) is { } max ? Results.Ok(await reviews.ListAsync(max, cancellationToken)) : Listing.BadMax();
}
