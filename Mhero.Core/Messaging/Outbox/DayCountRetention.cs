using Mhero.Core.Storage.Retention;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>Removes the numbers of messages of days that are over in every time zone.</summary>
internal sealed class DayCountRetention(OutboxTable outbox, IOptions<RetentionOptions> options, TimeProvider time) : IRetention
{
    /// <summary>Days before the first look at an installation.</summary>
    private const int DaysBack = 730;

    public string Name => "dayCounts";

    public async Task<int> PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken)
    {
        var past = DateOnly.FromDateTime((time.GetUtcNow() - options.Value.DayCounts).UtcDateTime);
        var removed = 0;
        for (var day = await outbox.CountsRemovedUntilAsync(cancellationToken) ?? past.AddDays(-DaysBack); day < past && !isSpent(); day = day.AddDays(1))
        {
            removed += await outbox.RemoveCountsAsync(day, cancellationToken);
        }

        return removed;
    }
}
