using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.DeadLetters;

/// <summary>
/// The rows of the dead letters with their index and counters. Each change of a dead letter writes its row, its index rows and its
/// counter in one transaction, so that no crash and no other writer leaves one without the others. See docs/adr/0045.
/// </summary>
/// <param name="table">Where they are kept.</param>
internal sealed class DeadLetterTable(DocumentTable table)
{
    // One writer wins each round; sixteen counters for each group keep writers apart.
    private const int MaxRounds = 100;

    /// <summary>Reads a dead letter with its version; null for none.</summary>
    public async Task<(DeadLetterRow Row, string Version)?> FindAsync(string id, CancellationToken cancellationToken) =>
        IsId(id) && await table.FindAsync(DeadLetterKeys.Partition, id, cancellationToken) is { } document ? (Read(document), document.Version!) : null;

    /// <summary>Reads several dead letters, by id.</summary>
    public async Task<IReadOnlyDictionary<string, DeadLetterRow>> FindManyAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        (await table.FindManyAsync(DeadLetterKeys.Partition, ids, cancellationToken)).ToDictionary(found => found.Key, found => Read(found.Value), StringComparer.Ordinal);

    /// <summary>Changes a dead letter with its index and counter, and repeats when another writer was faster.</summary>
    /// <param name="id">The dead letter.</param>
    /// <param name="change">From the row and its version (nulls for none) to the new row; null deletes it, the same object changes nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The row afterwards; null for none.</returns>
    public async Task<DeadLetterRow?> ChangeAsync(string id, Func<DeadLetterRow?, string?, DeadLetterRow?> change, CancellationToken cancellationToken)
    {
        var stamp = Guid.NewGuid().ToString("N");
        var missing = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < MaxRounds; round++)
        {
            var document = await table.FindAsync(DeadLetterKeys.Partition, id, cancellationToken);
            var before = document is null ? null : Read(document);
            if (before?.Stamp == stamp)
            {
                // Done by a sending whose answer was lost.
                return before;
            }

            var after = change(before, document?.Version);
            if (ReferenceEquals(before, after))
            {
                return before;
            }

            after = after is null ? null : after with { Stamp = stamp };
            var refused = await CommitAsync(id, before, after, document?.Version, missing, stamp, cancellationToken);
            if (refused is null)
            {
                return after;
            }

            if (DeadLetterKeys.IndexOf(before).Contains(refused))
            {
                // Another program deleted a row of the index; the change must not fail for it.
                missing.Add(refused);
            }
        }

        throw new IOException($"The dead letter '{id}' or its counter was changed by others {MaxRounds} times in a row.");
    }

    /// <summary>Adds the index to a row of an earlier version.</summary>
    public Task IndexAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(id, (before, _) => before is { Stamp: null } ? before with { } : before, cancellationToken);

    /// <summary>The rows from one id on, in the order of the ids.</summary>
    public async IAsyncEnumerable<DeadLetterRow> ScanAsync(string from, string before, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in table.ScanRangeAsync(DeadLetterKeys.Partition, from, before, 1000, cancellationToken))
        {
            yield return Read(document);
        }
    }

    public static DeadLetterRow Read(Document document) => StorageJson.Read(document, StorageJson.Instance.DeadLetterRow);

    // The rows of the index are in the same partition, and an id may come from an address.
    private static bool IsId(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    private async Task<string?> CommitAsync(
        string id, DeadLetterRow? before, DeadLetterRow? after, string? version, HashSet<string> missing, string stamp, CancellationToken cancellationToken)
    {
        var writes = new List<Document>();
        var deletes = new List<(string Key, string? Version)>();
        if (after is null)
        {
            deletes.Add((id, version));
        }
        else
        {
            writes.Add(new Document(id, StorageJson.Write(after, StorageJson.Instance.DeadLetterRow), version));
            var summary = StorageJson.Write(after.ToSummary(), StorageJson.Instance.DeadLetterSummary);
            writes.AddRange(DeadLetterKeys.IndexOf(after).Select(key => new Document(key, summary, Document.AnyVersion)));
        }

        deletes.AddRange(DeadLetterKeys.IndexOf(before).Except(DeadLetterKeys.IndexOf(after)).Except(missing).Select(key => (key, (string?)null)));
        writes.AddRange(await CountersAsync(id, before, after, stamp, cancellationToken));
        return await table.TryCommitAsync(DeadLetterKeys.Partition, writes, deletes, cancellationToken);
    }

    /// <summary>The counters that a change moves: that of the group before, and that of the group after it.</summary>
    private async Task<List<Document>> CountersAsync(string id, DeadLetterRow? before, DeadLetterRow? after, string stamp, CancellationToken cancellationToken)
    {
        var (from, to) = (DeadLetterKeys.CountedIn(before), DeadLetterKeys.CountedIn(after));
        if (from == to)
        {
            return [];
        }

        List<(string Key, DeadLetterRow Row, int Change)> moves = [];
        if (from is not null)
        {
            moves.Add((DeadLetterKeys.CounterOf(from, id), before!, -1));
        }

        if (to is not null)
        {
            moves.Add((DeadLetterKeys.CounterOf(to, id), after!, 1));
        }

        var writes = new List<Document>();
        foreach (var (key, row, change) in moves)
        {
            var document = await table.FindAsync(DeadLetterKeys.Partition, key, cancellationToken);
            var count = document is null ? 0 : StorageJson.Read(document, StorageJson.Instance.DeadLetterCounter).Count;
            var counter = new DeadLetterCounter(row.Queue, row.Code, Math.Max(0, count + change), stamp);
            writes.Add(new Document(key, StorageJson.Write(counter, StorageJson.Instance.DeadLetterCounter), document?.Version));
        }

        return writes;
    }
}
