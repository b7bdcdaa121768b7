using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Answers;

/// <summary>What a path means.</summary>
/// <param name="Place">The one Location that it means; null when there is none, or several.</param>
/// <param name="Candidates">Several that it may mean; else empty.</param>
internal readonly record struct AdminMatch(Location? Place, IReadOnlyList<Location> Candidates)
{
    /// <summary>No Location fits.</summary>
    public static AdminMatch None { get; } = new(null, []);
}
