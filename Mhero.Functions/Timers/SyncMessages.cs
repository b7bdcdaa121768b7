using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Timers;

/// <summary>Reads which messages came in RapidPro. Schedule: app setting <c>SyncMessagesSchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The message sync.</param>
public sealed class SyncMessages([FromKeyedServices(SyncKinds.Messages)] ISync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncMessages))]
    public Task RunAsync([TimerTrigger("%SyncMessagesSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.ReadAsync(SyncKinds.Messages, cancellationToken);
}
