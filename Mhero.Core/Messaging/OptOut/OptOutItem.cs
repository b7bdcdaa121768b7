using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>
/// A person or contact with news that may decide whether messages are wanted. The registry's state is read when
/// the item is handled, so that an item that comes twice or late does no harm.
/// </summary>
internal sealed record OptOutItem : QueueItem
{
    /// <summary>The person's reference; null when only the contact is known.</summary>
    public string? Person { get; init; }

    /// <summary>The contact; null when only the person is known.</summary>
    public Guid? Contact { get; init; }

    /// <summary>The contact's state; null for an item with another cause.</summary>
    public ContactState? Standing { get; init; }

    /// <summary>The contact's answer in a flow; null for an item with another cause.</summary>
    public OptOutAnswer? Answer { get; init; }

    /// <inheritdoc/>
    internal override string Subject => Known + (Answer is { Runs: [var run, ..] } ? $" run {run}" : "");

    /// <summary>The state of both sides is read for each item, so only an answer needs a success of its own.</summary>
    internal override IEnumerable<string> Settled => [Known, Subject];

    private string Known => Person ?? Contact?.ToString() ?? "unknown";

    internal override bool IsComplete => Person is not null || Contact is not null;

    /// <inheritdoc/>
    internal override QueueItem ResetAttempts() => this with { Attempts = 0, Waits = 0, Held = null, Refused = null };
}
