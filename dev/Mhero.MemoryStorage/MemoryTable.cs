using Azure;
using Azure.Data.Tables;

namespace Mhero.MemoryStorage;

/// <summary>The rows of a table. Every operation is done alone.</summary>
internal sealed class MemoryTable(string name, TimeProvider time)
{
    private const int MaxActions = 100;
    private const int MaxTransactionBytes = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly SortedList<string, SortedList<string, MemoryRow>> _partitions = new(StringComparer.Ordinal);
    private bool _exists;
    private long _versions;

    public string Name => name;

    public bool Exists
    {
        get
        {
            lock (_gate)
            {
                return _exists;
            }
        }
    }

    public bool Create()
    {
        lock (_gate)
        {
            var created = !_exists;
            _exists = true;
            return created;
        }
    }

    public MemoryRow? Find(string partition, string row)
    {
        lock (_gate)
        {
            RefuseUnlessThere();
            return Stored(partition, row);
        }
    }

    /// <summary>The rows that a filter takes, in the order of their keys, from a key on.</summary>
    public (IReadOnlyList<MemoryRow> Rows, (string, string)? Next) Query(RowFilter filter, (string Partition, string Row)? from, int max)
    {
        lock (_gate)
        {
            RefuseUnlessThere();
            var found = new List<MemoryRow>();
            foreach (var rows in PartitionsOf(filter, from?.Partition))
            {
                var first = filter.FirstRow;
                if (from is { } start && rows.Values[0].PartitionKey == start.Partition && string.CompareOrdinal(start.Row, first) > 0)
                {
                    first = start.Row;
                }

                for (var i = First(rows.Keys, first); i < rows.Count && !filter.IsPast(rows.Keys[i]); i++)
                {
                    if (!filter.Takes(rows.Values[i]))
                    {
                        continue;
                    }

                    if (found.Count == max)
                    {
                        return (found, (rows.Values[i].PartitionKey, rows.Values[i].RowKey));
                    }

                    found.Add(rows.Values[i]);
                }
            }

            return (found, null);
        }
    }

    public void Delete(string partition, string row, ETag ifMatch)
    {
        lock (_gate)
        {
            RefuseUnlessThere();
            Check(partition, row, ifMatch);
            Remove(partition, row);
        }
    }

    /// <summary>Does all actions or none.</summary>
    /// <returns>The ETag of each row; null for a deleted one.</returns>
    public IReadOnlyList<string?> Submit(IReadOnlyList<TableTransactionAction> actions)
    {
        lock (_gate)
        {
            RefuseUnlessThere();
            RefuseOversized(actions);
            var changes = new Dictionary<(string Partition, string Row), MemoryRow?>();
            var etags = new List<string?>(actions.Count);
            for (var i = 0; i < actions.Count; i++)
            {
                var entity = actions[i].Entity;
                try
                {
                    if (entity.PartitionKey != actions[0].Entity.PartitionKey)
                    {
                        throw ServiceErrors.Of(400, "CommandsInBatchActOnDifferentPartitions", "All commands in a batch must operate on same entity group.");
                    }

                    if (changes.ContainsKey((entity.PartitionKey, entity.RowKey)))
                    {
                        throw ServiceErrors.Of(400, "InvalidDuplicateRow", "The batch request contains multiple changes with same row key.");
                    }

                    var row = Apply(actions[i]);
                    changes[(entity.PartitionKey, entity.RowKey)] = row;
                    etags.Add(row?.ETag.ToString());
                }
                catch (RequestFailedException e)
                {
                    throw ServiceErrors.InTransaction(e, i);
                }
            }

            foreach (var (key, row) in changes)
            {
                if (row is null)
                {
                    Remove(key.Partition, key.Row);
                }
                else
                {
                    Set(row);
                }
            }

            return etags;
        }
    }

    private static void RefuseOversized(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count > MaxActions)
        {
            throw ServiceErrors.InTransaction(ServiceErrors.Of(400, "InvalidInput", "The batch request operation exceeds the maximum 100 changes per change set."), 0);
        }

        if (actions.Sum(a => ((TableEntity)a.Entity).Sum(v => v.Value is null ? 0 : MemoryRow.SizeOf(v.Value) / 2)) > MaxTransactionBytes)
        {
            throw ServiceErrors.Of(413, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum permissible limit.");
        }
    }

    private MemoryRow? Apply(TableTransactionAction action)
    {
        var entity = action.Entity;
        var stored = Stored(entity.PartitionKey, entity.RowKey);
        switch (action.ActionType)
        {
            case TableTransactionActionType.Add:
                return stored is null ? New(entity) : throw ServiceErrors.Exists();
            case TableTransactionActionType.UpsertReplace:
                return New(entity);
            case TableTransactionActionType.UpdateReplace:
                Check(entity.PartitionKey, entity.RowKey, action.ETag);
                return New(entity);
            case TableTransactionActionType.Delete:
                Check(entity.PartitionKey, entity.RowKey, action.ETag);
                return null;
            default:
                throw new NotSupportedException($"mHero sends no {action.ActionType}.");
        }
    }

    private void Check(string partition, string row, ETag ifMatch)
    {
        if (Stored(partition, row) is not { } stored)
        {
            throw ServiceErrors.NotFound();
        }

        if (ifMatch != ETag.All && ifMatch != default && ifMatch != stored.ETag)
        {
            throw ServiceErrors.Changed();
        }
    }

    private MemoryRow New(ITableEntity entity)
    {
        var now = time.GetUtcNow();
        var version = now.UtcDateTime.AddTicks(++_versions % TimeSpan.TicksPerSecond);
        var stamp = Uri.EscapeDataString(version.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        return MemoryRow.Of(entity, new ETag($"W/\"datetime'{stamp}'\""), now);
    }

    private void RefuseUnlessThere()
    {
        if (!_exists)
        {
            throw ServiceErrors.TableNotFound();
        }
    }

    private MemoryRow? Stored(string partition, string row) => _partitions.GetValueOrDefault(partition)?.GetValueOrDefault(row);

    private void Set(MemoryRow row)
    {
        if (!_partitions.TryGetValue(row.PartitionKey, out var rows))
        {
            _partitions[row.PartitionKey] = rows = new SortedList<string, MemoryRow>(StringComparer.Ordinal);
        }

        rows[row.RowKey] = row;
    }

    private void Remove(string partition, string row)
    {
        // A partition is there as long as it has rows.
        if (_partitions.TryGetValue(partition, out var rows) && rows.Remove(row) && rows.Count == 0)
        {
            _partitions.Remove(partition);
        }
    }

    private IEnumerable<SortedList<string, MemoryRow>> PartitionsOf(RowFilter filter, string? from)
    {
        if (filter.Partition is { } only)
        {
            return _partitions.TryGetValue(only, out var rows) ? [rows] : [];
        }

        return _partitions.Values.Skip(from is null ? 0 : First(_partitions.Keys, from));
    }

    /// <summary>The index of the first key that is not before one.</summary>
    private static int First(IList<string> keys, string key)
    {
        int low = 0, high = keys.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(keys[middle], key) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
