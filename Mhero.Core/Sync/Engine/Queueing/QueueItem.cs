namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>One record to process, on a queue. It names the record, not the action, so an item that comes twice or late does no harm.</summary>
internal abstract record QueueItem
{
    /// <summary>How often the item has waited for something, which does not count as a failure.</summary>
    public int Waits { get; init; }

    /// <summary>How often the item has failed so far.</summary>
    public int Attempts { get; init; }

    /// <summary>The opening of a circuit that holds the item back; null for none.</summary>
    public string? Held { get; init; }

    /// <summary>The opening of a circuit in which the item itself was refused; null for none.</summary>
    public string? Refused { get; init; }

    /// <summary>
    /// The subject of the item, by reference or UUID; never a name, a number or a text. A later item with the same subject that succeeds closes the
    /// dead letter of this one, so it is part of the subject which news an item carries that the state of both sides does not show again.
    /// </summary>
    [JsonIgnore]
    internal abstract string Subject { get; }

    /// <summary>The subjects whose dead letters a success of the item closes: its own, and those of items whose work it includes.</summary>
    [JsonIgnore]
    internal virtual IEnumerable<string> Settled => [Subject];

    /// <summary>Whether the item carries an earlier state of the record than another item with the same subject. Its success says nothing about the later state.</summary>
    /// <param name="other">The other item.</param>
    internal virtual bool IsOlderThan(QueueItem other) => false;

    /// <summary>The item as an operator replays it: with all its attempts before it again, and nothing taken for granted.</summary>
    internal abstract QueueItem ResetAttempts();

    /// <summary>Whether the item names a record. One that does not was not written by mHero.</summary>
    [JsonIgnore]
    internal virtual bool IsComplete => true;

    /// <summary>The item after a wait: without data that may be outdated by then.</summary>
    internal virtual QueueItem Later() => this;

    /// <summary>A form that fits into a message when this one does not; null when there is none.</summary>
    internal virtual QueueItem? Smaller() => null;
}
