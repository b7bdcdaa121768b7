using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Core.Storage.Jobs;

/// <summary>Replays the dead letters that match a filter, in the order of their first failure.</summary>
internal sealed class ReplayWork(DeadLetterIndex index, DeadLetterReplays replays) : IJobWork
{
    public string Kind => JobKinds.Replay;

    public IAsyncEnumerable<string> ItemsAsync(JobRow job, CancellationToken cancellationToken) => MatchingLetters.ItemsAsync(index, job, cancellationToken);

    public Task<int> DoAsync(JobRow job, IReadOnlyList<string> items, CancellationToken cancellationToken) =>
        replays.ReplayForAsync([.. items.Select(MatchingLetters.IdOf)], job.Id, cancellationToken);
}
