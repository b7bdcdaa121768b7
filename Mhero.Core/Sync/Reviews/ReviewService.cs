using Mhero.Core.Storage.Reviews;

namespace Mhero.Core.Sync.Reviews;

/// <summary>Passes people's answers to reviews to the syncs that opened them.</summary>
public sealed class ReviewService
{
    private readonly ReviewStore _reviews;
    private readonly IReadOnlyList<IReviewHandler> _handlers;

    internal ReviewService(ReviewStore reviews, IEnumerable<IReviewHandler> handlers) => (_reviews, _handlers) = (reviews, [.. handlers]);

    /// <summary>Answers a review: links to one of the candidates, or has a new record made.</summary>
    /// <param name="id">The review.</param>
    /// <param name="decision">The answer.</param>
    /// <param name="cancellationToken">Cancels; the review then stays open.</param>
    /// <returns>The result.</returns>
    /// <exception cref="RapidPro.RapidProException">The answer has to be written to a contact, and RapidPro cannot be reached; the review stays open.</exception>
    public async Task<ReviewAnswer> DecideAsync(string id, ReviewDecision decision, CancellationToken cancellationToken)
    {
        if (await _reviews.FindAsync(id, cancellationToken) is not { } review)
        {
            return ReviewAnswer.NotFound;
        }

        if (decision.Create == (decision.Choose is not null))
        {
            return ReviewAnswer.Ambiguous;
        }

        return _handlers.FirstOrDefault(handler => handler.Handles(review)) is { } handler
            ? await handler.DecideAsync(review, decision, cancellationToken)
            : ReviewAnswer.NotFound;
    }
}
