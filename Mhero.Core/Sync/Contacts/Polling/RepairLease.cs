using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Lets one instance of the app at a time repair the set-up in RapidPro.</summary>
/// <param name="table">The table of the state.</param>
/// <param name="time">The clock.</param>
internal sealed class RepairLease(DocumentTable table, TimeProvider time)
{
    private const string Partition = "repairs";
    private const string Key = "rapidpro-setup";

    // A repair takes seconds; after this its process has died.
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);

    /// <summary>Takes the lease.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What releases it; null when another instance has it.</returns>
    public async Task<string?> TryTakeAsync(CancellationToken cancellationToken)
    {
        var me = Guid.NewGuid().ToString("N");
        var now = time.GetUtcNow();
        var row = await table.ChangeAsync(
            Partition, Key, SyncJson.TypeOf<RepairRow>(), before => before is null || before.Until <= now ? new RepairRow(me, now + Duration) : before, cancellationToken);
        return row!.By == me ? me : null;
    }

    /// <summary>Gives the lease back, if it is still this one.</summary>
    public Task ReleaseAsync(string taken) => table.ChangeAsync(
        Partition, Key, SyncJson.TypeOf<RepairRow>(), before => before?.By == taken ? before with { Until = default } : before, CancellationToken.None);
}
