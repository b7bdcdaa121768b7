using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Core.Storage.Jobs;

/// <summary>Discards the dead letters that match a filter.</summary>
internal sealed class DiscardWork(DeadLetterIndex index, DeadLetterStore letters) : IJobWork
{
    public string Kind => JobKinds.Discard;

    public IAsyncEnumerable<string> ItemsAsync(JobRow job, CancellationToken cancellationToken) => MatchingLetters.ItemsAsync(index, job, cancellationToken);

    public async Task<int> DoAsync(JobRow job, IReadOnlyList<string> items, CancellationToken cancellationToken)
    {
        foreach (var item in items)
        {
            await letters.DiscardAsync(MatchingLetters.IdOf(item), job.By ?? string.Empty, job.Argument ?? string.Empty, cancellationToken);
        }

        return 0;
    }
}
