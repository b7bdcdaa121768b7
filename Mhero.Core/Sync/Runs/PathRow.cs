namespace Mhero.Core.Sync.Runs;

/// <summary>A path of answers that several Locations fit.</summary>
internal sealed record PathRow
{
    /// <summary>The Location that a person chose; null while the question is open.</summary>
    public string? Location { get; init; }

    /// <summary>Runs that have the path in their answers and wait for it, the latest last.</summary>
    public IReadOnlyList<Guid> Runs { get; init; } = [];
}
