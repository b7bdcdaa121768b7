using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Core.Storage.Jobs;

/// <summary>Makes the index and the counters of the dead letters again, a sixteenth of the ids at a time.</summary>
internal sealed class RecountWork(DeadLetterRecount recount) : IJobWork
{
    private const string Digits = "0123456789abcdef";

    /// <summary>The last item: rows of the index that belong to no dead letter.</summary>
    private const string Orphans = "orphans";

    public string Kind => JobKinds.Recount;

    public int ChunkSize => 1;

    public IAsyncEnumerable<string> ItemsAsync(JobRow job, CancellationToken cancellationToken) =>
        Digits.Select(digit => digit.ToString()).Append(Orphans).SkipWhile(item => job.After is not null && item != job.After).Skip(job.After is null ? 0 : 1).ToAsyncEnumerable();

    public async Task<int> DoAsync(JobRow job, IReadOnlyList<string> items, CancellationToken cancellationToken)
    {
        foreach (var item in items)
        {
            await (item == Orphans ? recount.RemoveOrphansAsync(cancellationToken) : recount.CountAsync(item[0], cancellationToken));
        }

        return 0;
    }
}
