namespace Mhero.Core.Reporting;

/// <summary>How complete and how timely the reports of the facilities of a district are.</summary>
/// <param name="Name">The name of the place that the facilities are part of; empty for none.</param>
/// <param name="Counts">The counts of each period, the earliest first.</param>
public sealed record DistrictCompleteness(string Name, IReadOnlyList<FacilityCounts> Counts);
