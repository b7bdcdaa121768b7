using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Flows;

/// <summary>A flow that changed.</summary>
internal sealed record FlowItem : QueueItem
{
    /// <summary>The flow as the poller showed it; null for one that is too large for a message.</summary>
    public Flow? Flow { get; init; }

    /// <summary>UUID of a flow that is to be read again.</summary>
    public Guid? FlowUuid { get; init; }

    /// <summary>The stored FLOIP package that takes the place of a flow; null for a flow of RapidPro.</summary>
    public Guid? Package { get; init; }

    /// <inheritdoc/>
    internal override string Subject => (Package ?? Flow?.Uuid ?? FlowUuid).ToString()!;

    /// <inheritdoc/>
    internal override bool IsComplete => Flow is not null || FlowUuid is not null || Package is not null;

    internal override QueueItem ResetAttempts() => new FlowItem { FlowUuid = Flow?.Uuid ?? FlowUuid, Package = Package };

    /// <inheritdoc/>
    internal override QueueItem? Smaller() => Flow is { } flow ? this with { Flow = null, FlowUuid = flow.Uuid } : null;
}
