using Mhero.Core.Storage.Pauses;
using Mhero.Core.Storage.SyncLog;

namespace Mhero.Core.Sync.Engine.Pausing;

/// <summary>Records in the sync log that a timer does not read a paused direction: one entry for each pause, however often the timer fires.</summary>
internal sealed class PausedReadings(PauseSwitch pauses, SyncLogStore log)
{
    /// <summary>Finds whether a reading has to be left out.</summary>
    /// <param name="direction">The direction.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The entry of the sync log; null when the direction is to be read.</returns>
    public async Task<string?> SkipAsync(string direction, CancellationToken cancellationToken)
    {
        if (await pauses.FindAsync(direction, cancellationToken) is not { } pause)
        {
            return null;
        }

        if (await log.RecentAsync(direction, 1, cancellationToken) is [{ Error: { } error } last]
            && error.StartsWith(SyncCodes.Paused, StringComparison.Ordinal) && last.StartedAt >= pause.Since)
        {
            return last.Id;
        }

        var entry = await log.StartAsync(direction, cancellationToken);
        await log.FinishReadingAsync(entry, 0, SyncCounts.Empty, $"{SyncCodes.Paused}: An operator paused {pause.Direction}; nothing is read until it is resumed.", cancellationToken);
        return entry;
    }
}
