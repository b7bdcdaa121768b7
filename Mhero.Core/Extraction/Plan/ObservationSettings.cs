using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction.Plan;

/// <summary>The settings of a level for Observations of itself and of all levels below.</summary>
/// <param name="Link">Whether and how they are extracted.</param>
/// <param name="IsOwn">Whether this level sets it itself.</param>
/// <param name="Categories">Their categories.</param>
/// <param name="Request">How to write them.</param>
internal sealed record ObservationSettings(ObservationLink Link, bool IsOwn, IReadOnlyList<CodeableConcept> Categories, RequestPlan Request)
{
    public static readonly ObservationSettings None = new(ObservationLink.None, false, [], RequestPlan.Plain);
}
