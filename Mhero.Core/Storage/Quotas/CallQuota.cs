using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.Quotas;

/// <summary>
/// Counts calls by caller, for all instances of the app together: one row for each caller, which says how
/// many there were in the present minute and on the present day (UTC). See docs/adr/0011.
/// </summary>
/// <param name="table">Where they are kept.</param>
/// <param name="time">The clock.</param>
internal sealed class CallQuota([FromKeyedServices(CallQuota.Table)] DocumentTable table, TimeProvider time)
{
    /// <summary>The table's name after the prefix.</summary>
    public const string Table = "calls";

    private const string Partition = "calls";

    /// <summary>Counts a call, if it is still within the limits; one that is refused is not counted.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="perMinute">Calls in one minute; 0 for no limit.</param>
    /// <param name="perDay">Calls on one day; 0 for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the call may be made; else how long the caller has to wait, to the second.</returns>
    public async Task<TimeSpan?> TryTakeAsync(string caller, int perMinute, int perDay, CancellationToken cancellationToken)
    {
        if (perMinute == 0 && perDay == 0)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var minute = now.ToUnixTimeSeconds() / 60;
        var day = (int)(minute / (24 * 60));
        TimeSpan? wait = null;
        await table.ChangeAsync(
            Partition,
            StorageJson.HashOf(caller),
            StorageJson.Instance.CallTally,
            before =>
            {
                var inMinute = before?.Minute == minute ? before.InMinute : 0;
                var inDay = before?.Day == day ? before.InDay : 0;
                wait = perDay > 0 && inDay >= perDay ? Until(now, (day + 1L) * 24 * 60)
                    : perMinute > 0 && inMinute >= perMinute ? Until(now, minute + 1)
                    : null;
                return wait is null ? new CallTally(minute, inMinute + 1, day, inDay + 1) : before;
            },
            cancellationToken);
        return wait;
    }

    private static TimeSpan Until(DateTimeOffset now, long minute) =>
        TimeSpan.FromSeconds(Math.Max(1, (minute * 60) - now.ToUnixTimeSeconds()));
}
