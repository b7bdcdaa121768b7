using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Operating.Reviews;

/// <summary>An operator's answers to reviews. Each is in the audit log before it is carried out.</summary>
public sealed class ReviewActions
{
    /// <summary>More answers than this in one call are carried out by a job.</summary>
    public const int MaxAtOnce = 20;

    /// <summary>The most answers in one call.</summary>
    public const int MaxTogether = 1_000;

    private readonly ReviewStore _reviews;
    private readonly ReviewService _service;
    private readonly JobOrders _jobs;
    private readonly IAuditLog _audit;

    internal ReviewActions(ReviewStore reviews, ReviewService service, JobOrders jobs, IAuditLog audit) =>
        (_reviews, _service, _jobs, _audit) = (reviews, service, jobs, audit);

    /// <summary>Answers one review.</summary>
    /// <param name="id">The review.</param>
    /// <param name="decision">The answer.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; the review then stays open.</param>
    /// <returns>The result.</returns>
    /// <exception cref="RapidPro.RapidProException">The answer has to be written to a contact, and RapidPro cannot be reached; the review stays open.</exception>
    public async Task<ReviewAnswer> DecideAsync(string id, ReviewDecision decision, Operator by, CancellationToken cancellationToken)
    {
        if (await _reviews.FindAsync(id, cancellationToken) is not { } review)
        {
            return ReviewAnswer.NotFound;
        }

        if (decision.Choose == ReviewChoice.OnlyCandidate)
        {
            if (review.Candidates.Count != 1)
            {
                return ReviewAnswer.NoCandidate;
            }

            decision = decision with { Choose = review.Candidates[0].Reference };
        }

        var before = SyncJson.Write(new { review.Subject, review.Code, Candidates = review.Candidates.Select(candidate => candidate.Reference) });
        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Decide, id) { Before = before, After = SyncJson.Write(decision) }, cancellationToken);
        return await _service.DecideAsync(id, decision, cancellationToken);
    }

    /// <summary>Answers several reviews: at once, or by a job when they are more than <see cref="MaxAtOnce"/>.</summary>
    /// <param name="choices">The answers, at most <see cref="MaxTogether"/>; of several for one review the first counts.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; reviews that were not answered by then stay open.</param>
    /// <returns>The results, or the job.</returns>
    /// <exception cref="RapidPro.RapidProException">RapidPro cannot be reached; the reviews that were not answered by then stay open.</exception>
    public async Task<ReviewDecisions> DecideAsync(IReadOnlyList<ReviewChoice> choices, Operator by, CancellationToken cancellationToken)
    {
        List<ReviewChoice> once = [.. choices.DistinctBy(choice => choice.Id)];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(once.Count, MaxTogether);
        if (once.Count > MaxAtOnce)
        {
            return new ReviewDecisions([], await _jobs.StartAsync(new JobOrder(JobKinds.Decide) { Items = [.. once.Select(SyncJson.Write)], By = by.Name }, cancellationToken));
        }

        var results = new List<ReviewResult>();
        foreach (var (id, decision) in once)
        {
            results.Add(new ReviewResult(id, await DecideAsync(id, decision, by, cancellationToken)));
        }

        return new ReviewDecisions(results, null);
    }

    /// <summary>Lists the answers that operators gave, the latest first.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="after">The <see cref="AuditPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Entries of the audit log.</returns>
    public Task<AuditPage> HistoryAsync(int max, string? after, CancellationToken cancellationToken) =>
        _audit.ListAsync(new AuditFilter { Action = AuditActions.Decide }, max, after, cancellationToken);
}
