using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Engine.Writing;

/// <summary>Applies the result of a write to the item that it was made from.</summary>
internal static class WorkConclusion
{
    /// <summary>Ends the item, or has it tried again, as the write went.</summary>
    /// <param name="work">The item.</param>
    /// <param name="write">Its write.</param>
    /// <param name="counts">The counts of the write; null for one that accompanies another.</param>
    public static void Conclude<TItem>(this Work<TItem> work, LedgerWrite write, OutcomeCounts? counts)
        where TItem : QueueItem
    {
        if (write.IsBusy)
        {
            work.Finish(ItemState.Postponed, SyncCodes.Overtaken, "Another delivery is writing the same.");
        }
        else if (write.Error is { } error)
        {
            work.Fail(error);
        }
        else if (counts is not null)
        {
            work.Counts = work.Counts.Add(counts.Of(write.Outcome!.Value));
            work.Finish(ItemState.Done);
        }
    }
}
