using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Reports;

/// <summary>One number of a report.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Group">The group's code.</param>
/// <param name="Population">The population's code; null for a stratum's number that is for all.</param>
/// <param name="Stratum">The dimensions, each with its value; empty for the number of all strata.</param>
/// <param name="Count">The number; null when there is none, or two that differ.</param>
internal sealed record ReportNumber(string Path, CodeableConcept? Group, CodeableConcept? Population, IReadOnlyList<(CodeableConcept Dimension, CodeableConcept Value)> Stratum, decimal? Count);
