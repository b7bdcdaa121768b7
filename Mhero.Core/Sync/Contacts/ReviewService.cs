using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Runs;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Contacts;

/// <summary>Takes people's answers to review items and puts them to work.</summary>
public sealed class ReviewService
{
    private readonly ReviewStore _reviews;
    private readonly MessageQueues _queues;
    private readonly PathStore _paths;
    private readonly ValueReviews _values;
    private readonly IOptions<ContactSyncOptions> _options;

    internal ReviewService(ReviewStore reviews, MessageQueues queues, PathStore paths, ValueReviews values, IOptions<ContactSyncOptions> options) =>
        (_reviews, _queues, _paths, _values, _options) = (reviews, queues, paths, values, options);

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

        if (PathStore.Asked(review))
        {
            if (decision.Choose is not { } location || review.Candidates.All(c => c.Reference != location))
            {
                return ReviewAnswer.NoCandidate;
            }

            await _paths.ChooseAsync(review, location, cancellationToken);
            return ReviewAnswer.Accepted;
        }

        if (ValueReviews.Asked(review))
        {
            return decision.Choose is not { } value || review.Candidates.All(c => c.Reference != value) ? ReviewAnswer.NoCandidate
                : await _values.ChooseAsync(review, value, cancellationToken) ? ReviewAnswer.Accepted
                : ReviewAnswer.NotFound;
        }

        if (decision.Choose is { } choice && (!IsPartner(review.Subject, choice) || (review.Candidates.Count > 0 && review.Candidates.All(c => c.Reference != choice))))
        {
            return ReviewAnswer.NoCandidate;
        }

        if (review.Payload is null)
        {
            return ReviewAnswer.NotFound;
        }

        var message = SyncJson.Read<BatchMessage<ContactItem>>(review.Payload);
        var answered = message with { Items = [.. message.Items.Select(i => i with { Decision = decision })] };

        // First the work, then the review: the other way round a crash in between would lose the answer.
        await _queues.SendAsync(_options.Value.Queue, SyncJson.Write(answered), null, cancellationToken);
        await _reviews.CloseAsync(id, cancellationToken);
        return ReviewAnswer.Accepted;
    }

    /// <summary>A worker is linked to a contact and a contact to a worker, never like to like.</summary>
    private static bool IsPartner(string subject, string choice) =>
        Guid.TryParse(subject, out _) ? WorkerTypes.Split(choice) is not null : Guid.TryParse(choice, out _);
}
