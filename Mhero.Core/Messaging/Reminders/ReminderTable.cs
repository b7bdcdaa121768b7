using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>The progress of each reminder, in a table of its own.</summary>
internal sealed class ReminderTable([FromKeyedServices(ReminderTable.Table)] DocumentTable table)
{
    /// <summary>The table's name after the prefix.</summary>
    public const string Table = "reminders";

    private const string Partition = "reminders";

    public async Task<(ReminderRow Row, string? Version)> FindAsync(string key, DateTimeOffset since, CancellationToken cancellationToken) =>
        await table.FindAsync(Partition, key, cancellationToken) is { } found
            ? (SyncJson.Read<ReminderRow>(found.Content), found.Version)
            : (new ReminderRow { Since = since }, null);

    /// <summary>Removes rows.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RemoveAsync(Predicate<ReminderRow> isOld, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var document in table.ScanAsync(Partition, null, cancellationToken))
        {
            if (isOld(SyncJson.Read<ReminderRow>(document.Content)) && await table.TryDeleteAsync(Partition, document.Key, document.Version!, cancellationToken))
            {
                removed++;
            }
        }

        return removed;
    }

    /// <summary>
    /// Writes a row, unless another instance wrote it first: that instance handled the same time, and its order is identified by
    /// that time.
    /// </summary>
    public Task WriteAsync(string key, ReminderRow row, string? version, CancellationToken cancellationToken) =>
        table.WriteAsync(Partition, [new(key, SyncJson.Write(row), version)], cancellationToken);
}
