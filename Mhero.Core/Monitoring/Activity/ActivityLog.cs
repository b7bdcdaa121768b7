using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Monitoring.Activity;

/// <summary>The counts of each day, of all instances together: one row for a day.</summary>
/// <param name="table">Where they are kept.</param>
/// <param name="time">The clock.</param>
public sealed class ActivityLog(DocumentTable table, TimeProvider time)
{
    private const string Partition = "activity";
    private const string KeyFormat = "yyyy-MM-dd";
    private const int KeptDays = 100;

    /// <summary>Adds counts to those of the present day. Counts that are added twice count twice: they are for charts, and decide nothing.</summary>
    /// <param name="counts">The counts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AddAsync(ActivityCounts counts, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var isNew = false;
        await table.ChangeAsync(
            Partition,
            KeyOf(today),
            ActivityJson.Default.ActivityCounts,
            before =>
            {
                isNew = before is null;
                return (before ?? new ActivityCounts()).Add(counts);
            },
            cancellationToken);
        if (isNew)
        {
            await RemoveOldAsync(today.AddDays(-KeptDays), cancellationToken);
        }
    }

    /// <summary>The counts of the last days, the present one last. A day without a row has zeros. One request.</summary>
    /// <param name="days">How many days.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ActivityDay>> ReadAsync(int days, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var first = today.AddDays(1 - days);
        var found = new Dictionary<string, ActivityCounts>(StringComparer.Ordinal);
        await foreach (var row in table.ScanRangeAsync(Partition, KeyOf(first), KeyOf(today.AddDays(1)), days, cancellationToken))
        {
            found[row.Key] = JsonSerializer.Deserialize(row.Content, ActivityJson.Default.ActivityCounts)!;
        }

        return [.. Enumerable.Range(0, days).Select(first.AddDays).Select(day => new ActivityDay(day, found.GetValueOrDefault(KeyOf(day)) ?? new ActivityCounts()))];
    }

    private async Task RemoveOldAsync(DateOnly before, CancellationToken cancellationToken)
    {
        var old = new List<string>();
        await foreach (var key in table.ScanKeysAsync(Partition, null, KeyOf(before), cancellationToken))
        {
            old.Add(key);
        }

        await table.DeleteAsync(Partition, old, cancellationToken);
    }

    private static string KeyOf(DateOnly day) => day.ToString(KeyFormat, CultureInfo.InvariantCulture);
}
