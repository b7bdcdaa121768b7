using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Groups.Ledger;

namespace Mhero.Core.Sync.Groups.Batches;

/// <summary>Takes a batch of groups and members from the queue: each by its owner's word, as it stands now.</summary>
internal sealed partial class GroupBatchHandler(GroupLedger ledger, MembershipWriter memberships, RegistryGroups registryGroups, WorkQueue<GroupItem> queue, ILogger<GroupBatchHandler> logger)
    : IBatchHandler<GroupItem>
{
    /// <summary>Handles a batch; throws only when the message itself has to be delivered again.</summary>
    public async Task HandleAsync(BatchMessage<GroupItem> message, CancellationToken cancellationToken)
    {
        var works = message.Items.Select(i => new Work<GroupItem>(i)).ToList();
        var rows = await ledger.Groups.FindAsync(works.Select(w => w.Item.Group), cancellationToken);
        var people = await memberships.LoadAsync(works.Where(w => rows.GetValueOrDefault(w.Item.Group)?.Owner == GroupSource.Registry), cancellationToken);
        var owned = rows.Values.Where(r => r is { Owner: GroupSource.RapidPro, Uuid: not null, Gone: false }).Select(r => r.Uuid!.Value).ToHashSet();
        var members = await registryGroups.MembersOfAsync(owned, cancellationToken);
        foreach (var work in works)
        {
            try
            {
                if (rows.GetValueOrDefault(work.Item.Group) is not { } row)
                {
                    work.Finish(ItemState.Skipped, SyncCodes.RecordMissing, "mHero no longer keeps the group.");
                }
                else if (row.Owner == GroupSource.Registry)
                {
                    await memberships.WriteAsync(work, row, people, cancellationToken);
                }
                else
                {
                    var (workers, unknown) = members.TryGetValue(row.Uuid!.Value, out var found) ? found : ([], 0);
                    await registryGroups.WriteAsync(work, row, workers, unknown, cancellationToken);
                }
            }
            catch (Exception e) when (e is FhirException or RapidProException or TimeoutException)
            {
                work.Fail(e);
                if (e is RapidProException { IsUnknownGroup: true })
                {
                    work.Finish(ItemState.Retry, SyncCodes.GroupMissing, "The group was deleted in RapidPro; the next reading creates it again.");
                }
            }
        }

        await memberships.SaveAsync(people, cancellationToken);
        foreach (var work in works.Where(w => w.Counts[SyncCounts.MembersPutBack] > 0))
        {
            LogPutBack(work.Counts[SyncCounts.MembersPutBack], work.Item.Group);
        }

        await queue.SettleAsync(message, works, OutcomeCounts.Groups.Failed, cancellationToken);
    }

    [LoggerMessage(4076, LogLevel.Information, "{Count} memberships of {Group} were changed on the side that does not own the group, and put back")]
    private partial void LogPutBack(long count, string group);
}
