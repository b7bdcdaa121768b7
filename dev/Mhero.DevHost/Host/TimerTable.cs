using Azure;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.DevHost.Host;

/// <summary>
/// The timers' memory in a table beside the queues: when each ran, and which host runs them now. Partition: the host id;
/// rows: <c>lease</c>, and <c>timer-&lt;Function&gt;</c>.
/// </summary>
internal sealed class TimerTable(TableClient table, string hostId)
{
    private const string LeaseRow = "lease";

    public Task CreateAsync(CancellationToken cancellationToken) => table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>The stored status of a timer, or null.</summary>
    public async Task<ScheduleStatus?> FindAsync(string function, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(hostId, Row(function), cancellationToken: cancellationToken);
        return !row.HasValue ? null : new ScheduleStatus
        {
            Last = row.Value!.GetDateTimeOffset(nameof(ScheduleStatus.Last))?.UtcDateTime ?? default,
            Next = row.Value.GetDateTimeOffset(nameof(ScheduleStatus.Next))!.Value.UtcDateTime,
            LastUpdated = row.Value.GetDateTimeOffset(nameof(ScheduleStatus.LastUpdated))!.Value.UtcDateTime,
        };
    }

    public Task SaveAsync(string function, ScheduleStatus status, CancellationToken cancellationToken)
    {
        var row = new TableEntity(hostId, Row(function))
        {
            [nameof(ScheduleStatus.Next)] = Moment(status.Next),
            [nameof(ScheduleStatus.LastUpdated)] = Moment(status.LastUpdated),
        };
        if (status.Last != default)
        {
            row[nameof(ScheduleStatus.Last)] = Moment(status.Last);
        }

        return table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Takes or renews the right to run the timers. False if another host has it.</summary>
    /// <param name="owner">This host.</param>
    /// <param name="now">The host's clock.</param>
    /// <param name="until">When the right ends unless it is renewed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<bool> TryHoldAsync(string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var lease = new TableEntity(hostId, LeaseRow) { ["Owner"] = owner, ["Until"] = until };
        try
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(hostId, LeaseRow, cancellationToken: cancellationToken);
            if (!found.HasValue)
            {
                await table.AddEntityAsync(lease, cancellationToken);
                return true;
            }

            if (found.Value!.GetString("Owner") != owner && found.Value.GetDateTimeOffset("Until") > now)
            {
                return false;
            }

            await table.UpdateEntityAsync(lease, found.Value.ETag, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 404 or 409 or 412)
        {
            // The client repeats a request whose answer was lost, and the repeat is refused although the first one was done.
            var present = await table.GetEntityIfExistsAsync<TableEntity>(hostId, LeaseRow, cancellationToken: cancellationToken);
            return present.HasValue && present.Value!.GetString("Owner") == owner && present.Value.GetDateTimeOffset("Until") == until;
        }
    }

    /// <summary>Gives the right back, if it is still this host's.</summary>
    public async Task ReleaseAsync(string owner, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(hostId, LeaseRow, cancellationToken: cancellationToken);
        if (found.HasValue && found.Value!.GetString("Owner") == owner)
        {
            await table.DeleteEntityAsync(hostId, LeaseRow, found.Value.ETag, cancellationToken);
        }
    }

    private static string Row(string function) => "timer-" + function;

    private static DateTimeOffset Moment(DateTime utc) => new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}
