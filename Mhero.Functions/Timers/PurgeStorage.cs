using Mhero.Core.Storage.Retention;

namespace Mhero.Functions.Timers;

/// <summary>Removes rows that have reached their age. Schedule: app setting <c>PurgeStorageSchedule</c> (NCRONTAB).</summary>
/// <param name="purge">Removes them.</param>
public sealed class PurgeStorage(Purge purge)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(PurgeStorage))]
    public Task RunAsync([TimerTrigger("%PurgeStorageSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => purge.RunAsync(cancellationToken);
}
