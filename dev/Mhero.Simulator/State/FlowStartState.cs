namespace Mhero.Simulator.State;

/// <summary>A flow start at one moment. Replaced on each change, never altered.</summary>
internal sealed record FlowStartState
{
    public required int Id { get; init; }

    public required Guid Uuid { get; init; }

    public required FlowEntry Flow { get; init; }

    public required Recipients To { get; init; }

    public required bool RestartParticipants { get; init; }

    public required bool ExcludeActive { get; init; }

    /// <summary>As the flow sees them.</summary>
    public required JsonObject Params { get; init; }

    public string Status { get; init; } = "pending";

    /// <summary>How many contacts it came to; -1 until they were counted.</summary>
    public int Total { get; init; } = -1;

    public required long CreatedOn { get; init; }

    public required long ModifiedOn { get; init; }

    public PageKey PageKey => new(ModifiedOn, Id);
}
