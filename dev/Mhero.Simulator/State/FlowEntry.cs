namespace Mhero.Simulator.State;

/// <summary>A flow, its latest revision and the poller of its runs.</summary>
internal sealed class FlowEntry(int id, Guid uuid)
{
    public int Id { get; } = id;

    public Guid Uuid { get; } = uuid;

    public required string Name { get; set; }

    public required string Type { get; set; }

    public bool Archived { get; set; }

    public int Expires { get; set; }

    public IReadOnlyList<SimulatedFlowResult> Results { get; set; } = [];

    /// <summary>Results of parent flows that it reads.</summary>
    public IReadOnlyList<string> ParentRefs { get; set; } = [];

    public int Revision { get; set; }

    /// <summary>The definition as UTF-8 JSON, replaced and never altered; null when there is none.</summary>
    public byte[]? Definition { get; set; }

    public required long CreatedOn { get; init; }

    public required long ModifiedOn { get; set; }

    public SortedSet<PageKey> Runs { get; } = [];

    /// <summary>How many runs there are by exit type; those that wait are under the empty text.</summary>
    public Dictionary<string, int> RunCounts { get; } = new(StringComparer.Ordinal);

    public PageKey Key => new(CreatedOn, Id);
}
