namespace Mhero.Core.Sync.FlowResults.People;

/// <summary>The health worker as whom a contact of a FLOIP source answered.</summary>
internal sealed record SourceContactRow
{
    /// <summary>The health worker's reference; null once the contact answered as different ones, as people with one telephone do.</summary>
    public string? Worker { get; init; }
}
