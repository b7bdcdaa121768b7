using Mhero.Core.Sync.Contacts;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Timers;

/// <summary>Reads what changed among RapidPro's contacts. Schedule: app setting <c>SyncContactsSchedule</c> (NCRONTAB).</summary>
/// <param name="sync">The contact sync.</param>
public sealed class SyncContacts(ContactSync sync)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function(nameof(SyncContacts))]
    public Task RunAsync([TimerTrigger("%SyncContactsSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sync.ReadAsync(PolledSide.Contacts, cancellationToken);
}
