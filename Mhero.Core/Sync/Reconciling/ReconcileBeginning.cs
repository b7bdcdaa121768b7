using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Polling;

namespace Mhero.Core.Sync.Reconciling;

/// <summary>Decides whether a full reconcile can begin, and makes its progress and its entry of the sync log.</summary>
internal sealed class ReconcileBeginning(ReconcileStore store, ContactLedger ledger, ChangePoller poller, JobStore jobs, SyncLogStore log)
{
    /// <summary>Removes the lists that earlier jobs left behind, and opens the entry of the sync log.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="cancellationToken">Cancels; an entry of the sync log may stay that no job finishes.</param>
    public async Task<ReconcileProgress> BeginAsync(string job, CancellationToken cancellationToken)
    {
        await store.ClearOthersAsync(async other => other != job && await jobs.FindAsync(other, cancellationToken) is null or { IsFinished: true }, cancellationToken);
        var progress = new ReconcileProgress { Execution = await log.StartAsync(ReconcileWork.LogKind, cancellationToken) };
        await store.SaveAsync(job, progress, cancellationToken);
        return progress;
    }

    /// <summary>Why it cannot begin: before both sides were read to their ends, every record would be other than the ledger has it.</summary>
    /// <returns>The reason; null when both were.</returns>
    public async Task<string?> UnreadSideAsync(CancellationToken cancellationToken) =>
        await poller.WasReadAsync(CursorNames.ContactsKnown, cancellationToken) && await poller.WasReadAsync(CursorNames.WorkersKnown, cancellationToken)
            ? null
            : $"{SyncCodes.OtherSideUnread}: RapidPro's contacts and the registry's workers have to be read to their ends first.";

    /// <summary>
    /// About how many steps there are: a page of contacts has 250, a step through their rows 500, one through those of workers 100. The last ones of these,
    /// the confirmation, the deletions and the groups take a step each at least.
    /// </summary>
    public async Task<int> EstimateAsync(CancellationToken cancellationToken)
    {
        var (contacts, workers) = await ledger.CountAsync(cancellationToken);
        return (contacts / 250) + (contacts / 500) + (workers / 100) + 6;
    }
}
