using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction.Plan;

/// <summary>The Observations that an item gives.</summary>
/// <param name="Link">How they belong to the Observation of the item around it.</param>
/// <param name="Codes">Their codings; at least one.</param>
/// <param name="Categories">Their categories.</param>
/// <param name="Unit">The unit of their numbers; null for none.</param>
/// <param name="Request">How to write them.</param>
/// <param name="Location">Where the item stands.</param>
internal sealed record ObservationPlan(
    ObservationLink Link, IReadOnlyList<Coding> Codes, IReadOnlyList<CodeableConcept> Categories, Coding? Unit, RequestPlan Request, string Location);
