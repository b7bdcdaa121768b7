using Mhero.Core.Fhir;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Engine.Writing;

/// <summary>
/// Ensures that each resource is written once, however often and from however many sources its record comes. A row per resource
/// holds what was written; it is claimed before the registry is touched, so that two deliveries at once do not both write,
/// and a claim whose owner died is taken over after a while.
/// </summary>
internal sealed class WriteLedger([FromKeyedServices(WriteLedger.Table)] DocumentTable table, TimeProvider time)
{
    /// <summary>The table's name after the prefix.</summary>
    public const string Table = "writes";

    /// <summary>Longer than a batch and its bookkeeping can take; after it a claim's owner is taken for dead.</summary>
    private static readonly TimeSpan ClaimLease = TimeSpan.FromMinutes(3);

    /// <summary>How long after the claim a write begins unchecked. Clocks of processes may differ, so it is much less than the lease.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);

    /// <summary>Claims the writes that have to happen; the rest is marked as known already, or as being written by another process.</summary>
    /// <param name="partition">The ledger's part for this kind of thing.</param>
    /// <param name="writes">The writes, each key once.</param>
    /// <param name="cancellationToken">Cancels; claims that are held by then expire.</param>
    /// <returns>Those that are claimed: to be written, and then settled.</returns>
    public async Task<List<TWrite>> ClaimAsync<TWrite>(string partition, IReadOnlyList<TWrite> writes, CancellationToken cancellationToken)
        where TWrite : LedgerWrite
    {
        if (writes.Count == 0)
        {
            return [];
        }

        var claimant = Guid.NewGuid().ToString("N");
        var now = time.GetUtcNow();

        // Most records come for the first time: then one request claims them all, and nothing has to be read.
        var added = await table.TryAddAllAsync(partition, [.. writes.Select(w => ClaimOf(w, now, claimant))], cancellationToken);
        if (added is not null)
        {
            foreach (var write in writes)
            {
                write.RowVersion = added[write.Key];
            }

            return [.. writes];
        }

        var rows = await table.FindManyAsync(partition, [.. writes.Select(w => w.Key)], cancellationToken);
        var rewrites = new List<Document>();
        foreach (var write in writes)
        {
            var document = rows.GetValueOrDefault(write.Key);
            write.Before = document is null ? null : SyncJson.Read<WriteRow>(document.Content);
            write.RowVersion = document?.Version;
            if (write.Before is { ClaimedAt: { } since } row && now - since < ClaimLease && row.Claimant != claimant)
            {
                write.IsBusy = true;
            }
            else if (write.IsKnown)
            {
                (write.Outcome, write.Id, write.VersionId) = (SaveOutcome.Unchanged, write.Before!.Id, write.Before.VersionId);
                if (write.Source != write.Before.Source && !write.Source.IsOlderThan(write.Before.Source!))
                {
                    // The same content from a newer state: content older than that must not be written after it.
                    var newer = write.Before with { Source = write.Source, ClaimedAt = null, Claimant = null };
                    rewrites.Add(new(write.Key, SyncJson.Write(newer), write.RowVersion));
                }
            }
            else
            {
                rewrites.Add(ClaimOf(write, now, claimant));
            }
        }

        var written = rewrites.Count == 0 ? new Dictionary<string, string?>() : await table.WriteAsync(partition, rewrites, cancellationToken);
        var claimed = writes.Where(w => w is { IsBusy: false, Outcome: null }).ToList();
        foreach (var write in claimed)
        {
            write.RowVersion = written[write.Key];
            write.IsBusy = write.RowVersion is null;
        }

        return claimed.FindAll(w => !w.IsBusy);
    }

    /// <summary>Whether a claimed write is still this process's: not when its claim ran out and another process took it over.</summary>
    /// <param name="partition">The ledger's part.</param>
    /// <param name="write">The claimed write.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<bool> HoldsAsync(string partition, LedgerWrite write, CancellationToken cancellationToken) =>
        (await table.FindAsync(partition, write.Key, cancellationToken))?.Version == write.RowVersion;

    /// <summary>Whether a write may begin: its claim is fresh, or no other process took it over while others were written.</summary>
    /// <param name="partition">The ledger's part.</param>
    /// <param name="write">The claimed write.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<bool> MayBeginAsync(string partition, LedgerWrite write, CancellationToken cancellationToken) =>
        time.GetUtcNow() - write.ClaimedAt < Fresh || await HoldsAsync(partition, write, cancellationToken);

    /// <summary>Records the finished writes and releases the claims of the others.</summary>
    /// <param name="partition">The ledger's part.</param>
    /// <param name="claimed">The claimed writes.</param>
    /// <remarks>Not to be cancelled: a claim that stays makes the next delivery wait.</remarks>
    public async Task SettleAsync(string partition, IReadOnlyList<LedgerWrite> claimed) =>
        await table.WriteAsync(partition, [.. claimed.Select(w => new Document(w.Key, SyncJson.Write(RowAfter(w)), w.RowVersion))], CancellationToken.None);

    /// <summary>Notes in a claimed row what is to be removed after the write, so that a process that takes the claim over removes it.</summary>
    /// <param name="partition">The ledger's part.</param>
    /// <param name="write">The claimed write.</param>
    /// <param name="surplus">References of resources.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when another process has taken the claim over.</returns>
    public async Task<bool> NoteSurplusAsync(string partition, LedgerWrite write, IReadOnlyList<string> surplus, CancellationToken cancellationToken)
    {
        var claim = SyncJson.Read<WriteRow>(ClaimOf(write, time.GetUtcNow(), Guid.NewGuid().ToString("N")).Content) with { Surplus = surplus };
        var written = await table.WriteAsync(partition, [new Document(write.Key, SyncJson.Write(claim), write.RowVersion)], cancellationToken);
        if (written[write.Key] is not { } version)
        {
            return false;
        }

        (write.RowVersion, write.Before) = (version, (write.Before ?? new WriteRow { Source = write.Source }) with { Surplus = surplus });
        return true;
    }

    /// <summary>Reads several rows.</summary>
    public async Task<IReadOnlyDictionary<string, WriteRow>> FindManyAsync(string partition, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        (await table.FindManyAsync(partition, keys, cancellationToken)).ToDictionary(row => row.Key, row => SyncJson.Read<WriteRow>(row.Value.Content), StringComparer.Ordinal);

    /// <summary>Reads the rows after a key, in the order of their keys.</summary>
    /// <param name="partition">The ledger's part.</param>
    /// <param name="after">The last key that is not wanted, of which no other key is a continuation; null for all.</param>
    /// <param name="pageSize">Rows in a request, a thousand at most: few for a caller who takes some rows and comes again.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<(string Key, WriteRow Row)> ScanAsync(string partition, string? after, int pageSize, CancellationToken cancellationToken) =>
        table.ScanRangeAsync(partition, after is null ? "0" : after + "0", "~", pageSize, cancellationToken).Select(document => (document.Key, SyncJson.Read<WriteRow>(document.Content)));

    /// <summary>The rows whose keys begin alike.</summary>
    public async Task<IReadOnlyDictionary<string, WriteRow>> FindAsync(string partition, string keyPrefix, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, WriteRow>(StringComparer.Ordinal);
        await foreach (var document in table.ScanAsync(partition, keyPrefix, cancellationToken))
        {
            rows[document.Key] = SyncJson.Read<WriteRow>(document.Content);
        }

        return rows;
    }

    /// <summary>Forgets a row.</summary>
    public Task ForgetAsync(string partition, string key, CancellationToken cancellationToken) =>
        table.DeleteAsync(partition, [key], cancellationToken);

    private static Document ClaimOf(LedgerWrite write, DateTimeOffset now, string claimant)
    {
        write.ClaimedAt = now;
        return new(
            write.Key,
            SyncJson.Write((write.Before ?? new WriteRow { Source = write.Source }) with { ClaimedAt = now, Claimant = claimant }),
            write.RowVersion);
    }

    private static WriteRow RowAfter(LedgerWrite write) => write is { Outcome: not null, Error: null }
        ? new WriteRow { Hash = write.Hash, Id = write.Id, VersionId = write.VersionId, Source = write.Source }
        : (write.Before ?? new WriteRow { Source = write.Source }) with { ClaimedAt = null, Claimant = null };
}
