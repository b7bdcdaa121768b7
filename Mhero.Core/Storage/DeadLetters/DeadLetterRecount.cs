using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.DeadLetters;

/// <summary>
/// Makes index and counters of the dead letters again from the dead letters themselves, while others write. It is needed only after
/// another program changed the table, or an earlier version of mHero ran beside this one.
/// </summary>
internal sealed class DeadLetterRecount(DocumentTable table, DeadLetterTable letters)
{
    private const int MaxRounds = 60;
    private const int Together = 100;

    /// <summary>Indexes and counts the dead letters whose id begins with a digit.</summary>
    /// <param name="digit">A hexadecimal digit, lower case.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task CountAsync(char digit, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            // Read before the dead letters: a dead letter that changes its group from here on changes its counter, too, which the write then finds.
            var counters = await CountersAsync(digit, cancellationToken);
            var counts = new Dictionary<string, DeadLetterCounter>(StringComparer.Ordinal);
            var isWhole = true;
            await foreach (var rows in letters.ScanAsync(digit.ToString(), ((char)(digit + 1)).ToString(), cancellationToken).Chunk(Together).WithCancellation(cancellationToken))
            {
                var indexed = await table.FindManyAsync(DeadLetterKeys.Partition, [.. rows.SelectMany(DeadLetterKeys.IndexOf)], cancellationToken);
                foreach (var row in rows)
                {
                    if (row.Stamp is null || !DeadLetterKeys.IndexOf(row).All(indexed.ContainsKey))
                    {
                        await letters.ChangeAsync(row.Id, (before, _) => before is null ? null : before with { }, cancellationToken);
                        isWhole = false;
                    }
                    else if (DeadLetterKeys.CountedIn(row) is { } group)
                    {
                        var key = DeadLetterKeys.CounterOf(group, row.Id);
                        counts[key] = new DeadLetterCounter(row.Queue, row.Code, (counts.GetValueOrDefault(key)?.Count ?? 0) + 1, Guid.NewGuid().ToString("N"));
                    }
                }
            }

            if (isWhole && await WriteAsync(counters, counts, cancellationToken))
            {
                return;
            }
        }

        throw new IOException($"The dead letters that begin with {digit} were changed by others {MaxRounds} times in a row.");
    }

    /// <summary>Removes rows of the index that belong to no dead letter.</summary>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task RemoveOrphansAsync(CancellationToken cancellationToken)
    {
        foreach (var prefix in (string[])[DeadLetterKeys.Latest, DeadLetterKeys.Received, DeadLetterKeys.Contacts, DeadLetterKeys.Discarded])
        {
            await foreach (var rows in table.ScanRangeAsync(DeadLetterKeys.Partition, prefix + "|", prefix + DeadLetterKeys.Past, 1000, cancellationToken).Chunk(Together).WithCancellation(cancellationToken))
            {
                var found = await letters.FindManyAsync([.. rows.Select(row => IdOf(row.Key)).Distinct()], cancellationToken);
                foreach (var row in rows.Where(row => !DeadLetterKeys.IndexOf(found.GetValueOrDefault(IdOf(row.Key))).Contains(row.Key)))
                {
                    // On the version that was read: the dead letter may have got this row again since.
                    await table.TryDeleteAsync(DeadLetterKeys.Partition, row.Key, row.Version!, cancellationToken);
                }
            }
        }
    }

    private static string IdOf(string key) => key[(key.LastIndexOf('|') + 1)..];

    private async Task<Dictionary<string, (int Count, string Version)>> CountersAsync(char digit, CancellationToken cancellationToken)
    {
        var counters = new Dictionary<string, (int Count, string Version)>(StringComparer.Ordinal);
        await foreach (var document in table.ScanRangeAsync(DeadLetterKeys.Partition, DeadLetterKeys.Counters + "|", DeadLetterKeys.Counters + DeadLetterKeys.Past, 1000, cancellationToken))
        {
            if (document.Key[^1] == digit)
            {
                counters[document.Key] = (StorageJson.Read(document, StorageJson.Instance.DeadLetterCounter).Count, document.Version!);
            }
        }

        return counters;
    }

    /// <summary>Writes the counters that differ; false when one of them changed since it was read.</summary>
    private async Task<bool> WriteAsync(
        Dictionary<string, (int Count, string Version)> before, Dictionary<string, DeadLetterCounter> counts, CancellationToken cancellationToken)
    {
        var writes = counts.Where(count => !before.TryGetValue(count.Key, out var known) || known.Count != count.Value.Count)
            .Select(count => new Document(count.Key, StorageJson.Write(count.Value, StorageJson.Instance.DeadLetterCounter), before.TryGetValue(count.Key, out var known) ? known.Version : null)).ToList();
        var isWritten = (await table.WriteAsync(DeadLetterKeys.Partition, writes, cancellationToken)).Values.All(version => version is not null);
        foreach (var (key, counter) in before.Where(counter => counter.Value.Count != 0 && !counts.ContainsKey(counter.Key)))
        {
            isWritten &= await table.TryDeleteAsync(DeadLetterKeys.Partition, key, counter.Version, cancellationToken);
        }

        return isWritten;
    }
}
