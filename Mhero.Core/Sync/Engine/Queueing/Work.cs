using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Circuits;

namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>One item while it is worked on.</summary>
/// <typeparam name="TItem">The item.</typeparam>
/// <param name="item">The item as the queue brought it.</param>
internal class Work<TItem>(TItem item)
    where TItem : QueueItem
{
    /// <summary>The item as the queue brought it.</summary>
    public TItem Item { get; protected set; } = item;

    /// <summary>Its state so far.</summary>
    public ItemState State { get; private set; }

    /// <summary>Whether it is still being worked on.</summary>
    public bool IsOpen => State == ItemState.Open;

    /// <summary>Stable code of why it is not done; null when it is.</summary>
    public string? Code { get; private set; }

    /// <summary>Why it is not done, for a person; null when it is.</summary>
    public string? Cause { get; private set; }

    /// <summary>How long to wait before it is tried again; null when the number of attempts decides.</summary>
    public TimeSpan? Delay { get; private set; }

    /// <summary>What makes its failure equal to others; null when it has not failed on one of the sides.</summary>
    public FailureSignature? Signature { get; private set; }

    /// <summary>The opening of a circuit that holds it back; null for none.</summary>
    public string? HeldBy { get; private set; }

    /// <summary>The counts of what was done with it.</summary>
    public SyncCounts Counts { get; set; } = SyncCounts.Empty;

    /// <summary>The counts of what was written, by name.</summary>
    public virtual SyncCounts Written => Counts;

    /// <summary>Sets the state; the last call counts.</summary>
    public void Finish(ItemState state, string? code = null, string? cause = null, TimeSpan? delay = null) =>
        (State, Code, Cause, Delay, Signature) = (state, code, cause, delay, null);

    /// <summary>Sets a failure whose cause may concern other items too.</summary>
    public void Fail(FailureSignature signature, string code, string cause)
    {
        Finish(ItemState.Dead, code, cause);
        Signature = signature;
    }

    /// <summary>Sets a retry, and notes that the error may concern other items too once the attempts are used up.</summary>
    public void Retry(Exception exception, string code, string cause, TimeSpan? delay)
    {
        Finish(ItemState.Retry, code, cause, delay);
        Signature = FailureSignature.Of(exception) is { } signature ? signature with { IsSystemic = false } : null;
    }

    /// <summary>Holds it back instead of trying it again or giving it up.</summary>
    public void Hold(string epoch, TimeSpan delay)
    {
        Finish(ItemState.Postponed, Code, Cause, delay);
        HeldBy = epoch;
    }

    /// <summary>The item as it goes back on the queue to wait.</summary>
    public TItem Postponed() => (TItem)(HeldBy is null
        ? Item with { Waits = Item.Waits + 1, Held = null }
        : Item with { Held = HeldBy, Refused = HeldBy }).Later();

    /// <summary>Takes a step for this item alone: an exception of the step fails this item, and the others go on.</summary>
    /// <param name="step">The step; a mapping, which does not wait for anything.</param>
    public void Take(Action step)
    {
        try
        {
            step();
        }
#pragma warning disable CA1031 // Whatever a record makes a mapping throw, it costs that record only.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    /// <summary>Sets a failure and its consequence.</summary>
    public void Fail(Exception exception)
    {
        var failure = Failure.Of(exception);
        Finish(failure.State, failure.Code, failure.Cause, failure.Delay);
        Signature = FailureSignature.Of(exception);
    }
}
