using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Timers;

/// <summary>Reads which workers changed in the registry. Schedule: app setting <c>SyncRegistrySchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The contact sync.</param>
public sealed class SyncRegistry([FromKeyedServices(SyncKinds.Contacts)] ISync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncRegistry))]
    public Task RunAsync([TimerTrigger("%SyncRegistrySchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.ReadAsync(SyncKinds.Registry, cancellationToken);
}
