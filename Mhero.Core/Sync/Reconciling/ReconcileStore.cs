using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Reconciling;

/// <summary>
/// Keeps the state of a full reconcile, so that another process can carry it on: its progress, the contacts that pages showed, and the records
/// that were not seen. The two lists are removed at the end.
/// </summary>
internal sealed class ReconcileStore(DocumentTable table)
{
    /// <summary>The partition of the records that were not seen.</summary>
    public const string Missing = "reconcile-missing";

    private const string Partition = "reconcile";
    private const string Seen = "reconcile-seen";
    private const int UuidLength = 16;

    public async Task<ReconcileProgress?> FindAsync(string job, CancellationToken cancellationToken) =>
        await table.FindAsync(Partition, job, cancellationToken) is { } document ? SyncJson.Read<ReconcileProgress>(document.Content) : null;

    public Task SaveAsync(string job, ReconcileProgress progress, CancellationToken cancellationToken) =>
        table.WriteAsync(Partition, [new Document(job, SyncJson.Write(progress), Document.AnyVersion)], cancellationToken);

    /// <summary>Notes the contacts of a page: 16 bytes for each, so that 100,000 take some 2 MB of the table and of the memory.</summary>
    public async Task AddSeenAsync(string job, int step, IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken)
    {
        if (contacts.Count == 0)
        {
            return;
        }

        var bytes = new byte[contacts.Count * UuidLength];
        var at = 0;
        foreach (var contact in contacts)
        {
            contact.TryWriteBytes(bytes.AsSpan(at));
            at += UuidLength;
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"{job}|{step:D8}");
        await table.WriteAsync(Seen, [new Document(key, Convert.ToBase64String(bytes), Document.AnyVersion)], cancellationToken);
    }

    public async Task<HashSet<Guid>> SeenAsync(string job, CancellationToken cancellationToken)
    {
        var seen = new HashSet<Guid>();
        await foreach (var document in table.ScanAsync(Seen, $"{job}|", cancellationToken))
        {
            var bytes = Convert.FromBase64String(document.Content);
            for (var at = 0; at < bytes.Length; at += UuidLength)
            {
                seen.Add(new Guid(bytes.AsSpan(at, UuidLength)));
            }
        }

        return seen;
    }

    public async Task WriteMissingAsync(string job, IReadOnlyCollection<MissingRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count > 0)
        {
            await table.WriteAsync(Missing, [.. rows.Select(row => new Document($"{job}|{row.Record}", SyncJson.Write(row), Document.AnyVersion))], cancellationToken);
        }
    }

    /// <summary>The records that were not seen, in the order of their keys.</summary>
    /// <param name="job">The job.</param>
    /// <param name="after">The last record that is not wanted; null for all.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<List<MissingRow>> MissingAsync(string job, string? after, int count, CancellationToken cancellationToken) =>
        await table.ScanRangeAsync(Missing, after is null ? $"{job}|" : $"{job}|{after} ", $"{job}}}", count, cancellationToken)
            .Take(count).Select(document => SyncJson.Read<MissingRow>(document.Content)).ToListAsync(cancellationToken);

    /// <summary>Removes the lists of a job.</summary>
    public async Task ClearAsync(string job, CancellationToken cancellationToken)
    {
        foreach (var partition in new[] { Seen, Missing })
        {
            await table.DeleteAsync(partition, await table.ScanKeysAsync(partition, $"{job}|", $"{job}}}", cancellationToken).ToListAsync(cancellationToken), cancellationToken);
        }
    }

    /// <summary>Removes what earlier jobs left behind that did not come to their end.</summary>
    /// <param name="isOver">Whether a job is finished or no longer kept.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ClearOthersAsync(Func<string, Task<bool>> isOver, CancellationToken cancellationToken)
    {
        var jobs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var partition in new[] { Seen, Missing, Partition })
        {
            await foreach (var key in table.ScanKeysAsync(partition, cancellationToken: cancellationToken))
            {
                jobs.Add(key.Split('|')[0]);
            }
        }

        foreach (var job in jobs)
        {
            if (await isOver(job))
            {
                await ClearAsync(job, cancellationToken);
                await table.DeleteAsync(Partition, [job], cancellationToken);
            }
        }
    }
}
