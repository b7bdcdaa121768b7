using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Places;

/// <summary>The meaning of a path.</summary>
/// <param name="Place">The one Location that it means; null for none, or several.</param>
/// <param name="Candidates">The Locations that it may mean, when there are several; else empty.</param>
internal readonly record struct AdminMatch(Location? Place, IReadOnlyList<Location> Candidates)
{
    /// <summary>No Location fits.</summary>
    public static AdminMatch None { get; } = new(null, []);
}
