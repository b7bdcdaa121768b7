namespace Mhero.Simulator.State;

/// <summary>A run at one moment. Replaced on each change, never altered, so that a page can be written outside the lock.</summary>
internal sealed record RunState
{
    public required int Id { get; init; }

    public required Guid Uuid { get; init; }

    public required FlowEntry Flow { get; init; }

    public required int ContactId { get; init; }

    public Guid? Start { get; init; }

    public bool Responded { get; init; }

    public StoredStep[] Path { get; init; } = [];

    /// <summary>By key, as RapidPro shows them.</summary>
    public StoredValue[] Values { get; init; } = [];

    public required long CreatedOn { get; init; }

    public required long ModifiedOn { get; init; }

    public long? ExitedOn { get; init; }

    public string? ExitType { get; init; }

    public PageKey PageKey => new(ModifiedOn, Id);
}
