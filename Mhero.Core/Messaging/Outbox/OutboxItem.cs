using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>A request to put on its way, one of its chunks, or a run that a chunk's flow start began.</summary>
internal sealed record OutboxItem : QueueItem
{
    /// <summary>The request.</summary>
    public required Guid Request { get; init; }

    /// <summary>Number of the chunk, from 1; 0 for the request as a whole.</summary>
    public int Chunk { get; init; }

    /// <summary>The contact whose run has a response; null for anything else.</summary>
    public Guid? Contact { get; init; }

    /// <summary>The response (<c>QuestionnaireResponse/123</c>).</summary>
    public string? Response { get; init; }

    /// <summary>Whether the contact has answered in the run, so that the flow's messages came.</summary>
    public bool IsAnswered { get; init; }

    /// <inheritdoc/>
    internal override string Subject => string.Create(CultureInfo.InvariantCulture, $"{Request}.{Chunk}{(Contact is null ? "" : $".{Contact}")}");

    internal override bool IsComplete => Request != Guid.Empty;

    /// <inheritdoc/>
    internal override QueueItem ResetAttempts() => this with { Attempts = 0, Waits = 0, Held = null, Refused = null };
}
