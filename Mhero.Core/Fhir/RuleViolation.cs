namespace Mhero.Core.Fhir;

/// <summary>A rule of R4 that a resource breaks.</summary>
/// <param name="Rule">The invariant's key in R4 (<c>obs-6</c>), or <see cref="ResourceRules.ReferenceType"/>.</param>
/// <param name="Path">The element that breaks it, as FHIRPath (<c>Observation.subject</c>).</param>
/// <param name="Message">The rule's demand; no personal data.</param>
public sealed record RuleViolation(string Rule, string Path, string Message);
