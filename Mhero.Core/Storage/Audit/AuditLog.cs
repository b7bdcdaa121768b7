using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.Audit;

/// <summary>The audit log in the table of the state, a row for each entry.</summary>
/// <param name="table">Where it is kept.</param>
/// <param name="options">How long.</param>
/// <param name="time">The clock.</param>
internal sealed class AuditLog(DocumentTable table, IOptions<RetentionOptions> options, TimeProvider time) : IAuditLog, IRetention
{
    internal const string Partition = "audit";
    private const string Past = "~";
    private const int MaxLookedAt = 5_000;
    private const int MaxPage = 1_000;

    /// <inheritdoc/>
    public string Name => "auditLog";

    /// <inheritdoc/>
    public async Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var id = $"{Age(now)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var content = StorageJson.Write(Cut(entry with { Id = id, At = now }), StorageJson.Instance.AuditEntry);
        await table.WriteAsync(Partition, [new Document(id, content, Document.AnyVersion)], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<int> PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var old in table.ScanKeysAsync(Partition, Age(time.GetUtcNow() - options.Value.AuditLog), null, cancellationToken).Chunk(100).WithCancellation(cancellationToken))
        {
            if (isSpent())
            {
                break;
            }

            await table.DeleteAsync(Partition, old, cancellationToken);
            removed += old.Length;
        }

        return removed;
    }

    /// <inheritdoc/>
    public async Task<AuditPage> ListAsync(AuditFilter filter, int max, string? after, CancellationToken cancellationToken = default)
    {
        var from = filter.To is { } to ? Age(to, 1) : "0";
        from = after is not null && string.CompareOrdinal(after + "0", from) > 0 ? after + "0" : from;
        var past = filter.From is { } since ? Age(since, 1) : Past;
        var entries = new List<AuditEntry>();
        var lookedAt = 0;
        string? last = null;
        var pageSize = filter.ComparesEntries ? MaxPage : Math.Min(MaxPage, max + 1);
        await foreach (var document in table.ScanRangeAsync(Partition, from, past, pageSize, cancellationToken))
        {
            if (entries.Count == max || lookedAt == MaxLookedAt)
            {
                return new AuditPage(entries, last);
            }

            lookedAt++;
            last = document.Key;
            var entry = StorageJson.Read(document, StorageJson.Instance.AuditEntry);
            if (filter.Takes(entry))
            {
                entries.Add(entry);
            }
        }

        return new AuditPage(entries, null);
    }

    // A payload has at most 48 KiB, so both states of an edit fit.
    private static AuditEntry Cut(AuditEntry entry) => entry with { Before = Cut(entry.Before), After = Cut(entry.After), Detail = Cut(entry.Detail) };

    private static string? Cut(string? text) => text is { Length: > 100_000 } ? text[..100_000] : text;

    private static string Age(DateTimeOffset at, long more = 0) =>
        (DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks + more).ToString("x16", CultureInfo.InvariantCulture);
}
