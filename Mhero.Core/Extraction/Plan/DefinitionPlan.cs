using Hl7.Fhir.Introspection;

namespace Mhero.Core.Extraction.Plan;

/// <summary>A resource that items fill by their definitions.</summary>
/// <param name="Canonical">What their definitions begin with; no version.</param>
/// <param name="Type">The resource type.</param>
/// <param name="Profile">The canonical as given, for <c>meta.profile</c>; null when it is the type itself.</param>
/// <param name="Request">How to write it.</param>
/// <param name="Location">Where the extension stands.</param>
internal sealed record DefinitionPlan(string Canonical, ClassMapping Type, string? Profile, RequestPlan Request, string Location);
