using Mhero.Core.Storage;

namespace Mhero.Core.Sync.Queueing;

/// <summary>One item while it is worked on.</summary>
/// <typeparam name="TItem">The item.</typeparam>
/// <param name="item">The item as the queue brought it.</param>
internal class Work<TItem>(TItem item)
    where TItem : QueueItem
{
    /// <summary>The item as the queue brought it.</summary>
    public TItem Item { get; protected set; } = item;

    /// <summary>What became of it so far.</summary>
    public ItemState State { get; private set; }

    /// <summary>Whether it is still being worked on.</summary>
    public bool IsOpen => State == ItemState.Open;

    /// <summary>Stable code of why it is not done; null when it is.</summary>
    public string? Code { get; private set; }

    /// <summary>Why it is not done, for a person; null when it is.</summary>
    public string? Cause { get; private set; }

    /// <summary>How long to wait before it is tried again; null when the number of attempts decides.</summary>
    public TimeSpan? Delay { get; private set; }

    /// <summary>What was done with it.</summary>
    public SyncCounts Counts { get; set; } = SyncCounts.Empty;

    /// <summary>Says what became of it; the last word counts.</summary>
    public void Finish(ItemState state, string? code = null, string? cause = null, TimeSpan? delay = null) =>
        (State, Code, Cause, Delay) = (state, code, cause, delay);

    /// <summary>Says that it failed, and what is to follow.</summary>
    public void Fail(Exception exception)
    {
        var failure = Failure.Of(exception);
        Finish(failure.State, failure.Code, failure.Cause, failure.Delay);
    }
}
