using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Operating.Reviews;

/// <summary>Answers many reviews, one after the other. A review that an earlier delivery of the message answered is closed, and counts as done.</summary>
internal sealed class DecideWork(ReviewActions actions) : IJobWork
{
    public string Kind => JobKinds.Decide;

    public int ChunkSize => 10;

    public IAsyncEnumerable<string> ItemsAsync(JobRow job, CancellationToken cancellationToken) =>
        (job.Items ?? []).SkipWhile(item => job.After is not null && item != job.After).Skip(job.After is null ? 0 : 1).ToAsyncEnumerable();

    public async Task<int> DoAsync(JobRow job, IReadOnlyList<string> items, CancellationToken cancellationToken)
    {
        var failed = 0;
        foreach (var item in items)
        {
            var choice = SyncJson.Read<ReviewChoice>(item);
            var answer = await actions.DecideAsync(choice.Id, choice.Decision, new Operator(job.By ?? Operator.FunctionKey), cancellationToken);
            failed += answer is ReviewAnswer.Accepted or ReviewAnswer.NotFound ? 0 : 1;
        }

        return failed;
    }
}
