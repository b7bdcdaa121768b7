using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Sync.Contacts;

/// <summary>Carries out answers about which worker and contact belong together: the item of the review is enqueued again, with the decision.</summary>
internal sealed class LinkReviews(ReviewStore reviews, MessageQueues queues, IOptions<ContactSyncOptions> options) : IReviewHandler
{
    /// <inheritdoc/>
    public bool Handles(Review review) => Guid.TryParse(review.Subject, out _) || WorkerTypes.Split(review.Subject) is not null;

    /// <inheritdoc/>
    public async Task<ReviewAnswer> DecideAsync(Review review, ReviewDecision decision, CancellationToken cancellationToken)
    {
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
        await queues.SendAsync(options.Value.Queue, SyncJson.Write(answered), null, cancellationToken);
        await reviews.CloseAsync(review.Id, cancellationToken);
        return ReviewAnswer.Accepted;
    }

    /// <summary>A worker is linked to a contact and a contact to a worker, never like to like.</summary>
    private static bool IsPartner(string subject, string choice) =>
        Guid.TryParse(subject, out _) ? WorkerTypes.Split(choice) is not null : Guid.TryParse(choice, out _);
}
