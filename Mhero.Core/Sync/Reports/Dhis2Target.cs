namespace Mhero.Core.Sync.Reports;

/// <summary>One Measure with its names in DHIS2, by the mapping and the registry.</summary>
/// <param name="Measure">The Measure's URL.</param>
/// <param name="DataSet">The data set.</param>
/// <param name="PeriodType">The period type that the mapping expects; null for any.</param>
/// <param name="AttributeCombo">The attribute option combination; null for the default one.</param>
/// <param name="Values">The data elements and combinations.</param>
internal sealed record Dhis2Target(string Measure, string DataSet, string? PeriodType, string? AttributeCombo, IReadOnlyList<(string Element, string? Combo)> Values);
