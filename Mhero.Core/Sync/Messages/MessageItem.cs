using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Messages;

/// <summary>A message that came or changed.</summary>
internal sealed record MessageItem : QueueItem
{
    /// <summary>The message as the poller showed it.</summary>
    public required Message Message { get; init; }

    /// <inheritdoc/>
    internal override string Subject => Message.Id.ToString(CultureInfo.InvariantCulture);

    internal override bool IsComplete => Message is not null;

    /// <inheritdoc/>
    internal override QueueItem ResetAttempts() => this with { Attempts = 0, Waits = 0, Held = null, Refused = null };
}
