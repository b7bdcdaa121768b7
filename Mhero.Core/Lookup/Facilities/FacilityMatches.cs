namespace Mhero.Core.Lookup.Facilities;

/// <summary>The facilities that a text may mean.</summary>
/// <param name="Exact">Facilities with just this identifier, or else with just this name.</param>
/// <param name="Near">Others that are alike, the likeliest first; empty when there is an exact one.</param>
internal sealed record FacilityMatches(IReadOnlyList<Facility> Exact, IReadOnlyList<Facility> Near)
{
    /// <summary>The facilities of a menu, in its order.</summary>
    public IReadOnlyList<Facility> ForMenu => Exact.Count > 0 ? Exact : Near;
}
