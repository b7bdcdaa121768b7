using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Timers;

/// <summary>Reads what changed among RapidPro's contacts. Schedule: app setting <c>SyncContactsSchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The contact sync.</param>
public sealed class SyncContacts([FromKeyedServices(SyncKinds.Contacts)] ISync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncContacts))]
    public Task RunAsync([TimerTrigger("%SyncContactsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.ReadAsync(SyncKinds.Contacts, cancellationToken);
}
