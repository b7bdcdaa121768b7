using Mhero.Core.Storage.Reviews;

namespace Mhero.Core.Sync.Reviews;

/// <summary>Carries out people's answers to the reviews that one sync opens.</summary>
internal interface IReviewHandler
{
    /// <summary>Whether the sync opened a review.</summary>
    /// <param name="review">The review.</param>
    bool Handles(Review review);

    /// <summary>Carries an answer out and closes the review.</summary>
    /// <param name="review">An open review that this handler handles.</param>
    /// <param name="decision">The answer: one of a candidate and a new record.</param>
    /// <param name="cancellationToken">Cancels; the review then stays open.</param>
    /// <exception cref="RapidPro.RapidProException">RapidPro cannot be reached; the review stays open.</exception>
    Task<ReviewAnswer> DecideAsync(Review review, ReviewDecision decision, CancellationToken cancellationToken);
}
