using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Tests.Sync.Engine.Polling;

/// <summary>An item that has nothing but a name.</summary>
internal sealed record NamedItem : QueueItem
{
    public required string Name { get; init; }

    internal override string Subject => Name;

    internal override QueueItem ResetAttempts() => this with { Attempts = 0 };
}
