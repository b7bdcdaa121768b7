namespace Mhero.Simulator.State;

/// <summary>A message at one moment. Replaced on each change, never altered.</summary>
internal sealed record MessageState
{
    public required int Id { get; init; }

    public required Guid Uuid { get; init; }

    public required int ContactId { get; init; }

    public string? Urn { get; init; }

    public SimulatedReference? Channel { get; init; }

    public required string Direction { get; init; }

    public required string Type { get; init; }

    public required string Status { get; init; }

    public required string Visibility { get; init; }

    public required string Text { get; init; }

    public SimulatedReference[] Labels { get; init; } = [];

    public FlowEntry? Flow { get; init; }

    public SimulatedAttachment[] Attachments { get; init; } = [];

    public string[] QuickReplies { get; init; } = [];

    public int? Broadcast { get; init; }

    public required long CreatedOn { get; init; }

    public long? SentOn { get; init; }

    public required long ModifiedOn { get; init; }

    public bool IsIncoming => Direction == "in";

    /// <summary>Whether a folder of API v2 holds it; null when the folder does not exist.</summary>
    public bool? IsIn(string folder) => folder switch
    {
        "inbox" => IsIncoming && Visibility == "visible" && Status == "handled" && Flow is null,
        "flows" => IsIncoming && Visibility == "visible" && Status == "handled" && Flow is not null,
        "archived" => IsIncoming && Visibility == "archived" && Status == "handled",
        "incoming" => IsIncoming && Status == "handled",
        "outbox" => !IsIncoming && Visibility == "visible" && Status is "initializing" or "queued" or "errored",
        "sent" => !IsIncoming && Visibility == "visible" && Status is "wired" or "sent" or "delivered" or "read",
        "failed" => !IsIncoming && Visibility == "visible" && Status == "failed",
        _ => null,
    };
}
