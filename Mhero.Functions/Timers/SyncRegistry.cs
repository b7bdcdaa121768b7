using Mhero.Core.Sync.Contacts;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Timers;

/// <summary>Reads which workers changed in the registry. Schedule: app setting <c>SyncRegistrySchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The contact sync.</param>
public sealed class SyncRegistry(ContactSync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncRegistry))]
    public Task RunAsync([TimerTrigger("%SyncRegistrySchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.ReadAsync(PolledSide.Registry, cancellationToken);
}
