using Mhero.Core.Messaging.Requests;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>A request in the outbox.</summary>
internal sealed record RequestRow
{
    public required Guid Id { get; init; }

    /// <summary>Hash of the order, to detect a repeat that differs.</summary>
    public required string Hash { get; init; }

    public RequestState State { get; init; }

    public MessageContent Content { get; init; } = new();

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? NotAfter { get; init; }

    public bool IsUrgent { get; init; }

    /// <summary>When a process began to prepare it (UTC).</summary>
    public DateTimeOffset ClaimedAt { get; init; }

    public int Chunks { get; init; }

    public int Recipients { get; init; }

    public int LeftOut { get; init; }

    /// <summary>The CommunicationRequest's id in the registry; null before it is written there.</summary>
    public string? RegistryId { get; init; }

    /// <summary>When its chunks were put on the queue (UTC).</summary>
    public DateTimeOffset? DispatchedAt { get; init; }

    /// <summary>Schedule, as cron expression; null for none.</summary>
    public string? Cron { get; init; }

    /// <summary>Whether the schedule ends after once.</summary>
    public bool Once { get; init; }

    /// <summary>Whether recipients, text and resource were removed at their age; what remains detects a repeat.</summary>
    public bool IsEmptied { get; init; }

    /// <summary>The requests that sent it again to those who failed, the earliest first.</summary>
    public IReadOnlyList<Guid> Resends { get; init; } = [];
}
