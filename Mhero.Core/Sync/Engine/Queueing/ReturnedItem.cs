namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>An item that goes back on the queue.</summary>
/// <typeparam name="TItem">The item that the queue carries.</typeparam>
/// <param name="Item">The item, with its attempts and waits counted.</param>
/// <param name="Delay">How long it stays invisible.</param>
/// <param name="IsWaiting">Whether it was not attempted: a second delivery of its message does not send it again.</param>
internal readonly record struct ReturnedItem<TItem>(TItem Item, TimeSpan Delay, bool IsWaiting)
    where TItem : QueueItem;
