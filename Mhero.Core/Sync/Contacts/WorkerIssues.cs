using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts;

/// <summary>The data of workers that could not be carried over, as of the last check of each worker.</summary>
public sealed class WorkerIssues(DocumentTable table)
{
    private const string Partition = "worker-issue";

    /// <summary>Replaces what is known of some workers; a worker without issues is forgotten.</summary>
    /// <param name="found">The issues of each checked worker, by reference.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>How many issues were not known before.</returns>
    public async Task<int> ReplaceAsync(IReadOnlyDictionary<string, IReadOnlyList<WorkerIssue>> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0)
        {
            return 0;
        }

        var known = await table.FindSparseAsync(Partition, [.. found.Keys], cancellationToken);
        var writes = new List<Document>();
        var added = 0;
        foreach (var (worker, issues) in found.Where(f => f.Value.Count > 0))
        {
            var content = SyncJson.Write(issues);
            var before = known.GetValueOrDefault(worker);
            if (before?.Content != content)
            {
                added += issues.Except(before is null ? [] : SyncJson.Read<List<WorkerIssue>>(before.Content)).Count();
                writes.Add(new Document(worker, content, Document.AnyVersion));
            }
        }

        await table.WriteAsync(Partition, writes, cancellationToken);
        await table.DeleteAsync(Partition, [.. known.Keys.Where(worker => found[worker].Count == 0)], cancellationToken);
        return added;
    }

    /// <summary>How many workers have issues.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<int> CountAsync(CancellationToken cancellationToken) => table.CountAsync(Partition, LatestItems.LookedAt, cancellationToken);

    /// <summary>The issues, by worker.</summary>
    /// <param name="max">Of at most so many workers.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<WorkerIssue>> ListAsync(int max, CancellationToken cancellationToken)
    {
        var issues = new List<WorkerIssue>();
        var workers = 0;
        await foreach (var document in table.ScanAsync(Partition, null, cancellationToken))
        {
            issues.AddRange(SyncJson.Read<List<WorkerIssue>>(document.Content));
            if (++workers == max)
            {
                break;
            }
        }

        return issues;
    }
}
