using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Reports;

/// <summary>A report with what it refers to.</summary>
/// <param name="Report">The report.</param>
/// <param name="Measure">Its Measure; null when the registry does not have it.</param>
/// <param name="Place">Its subject, a Location or an Organization; null when it cannot be found.</param>
/// <param name="Mapping">The site's mapping.</param>
internal sealed record ReportSource(MeasureReport Report, Measure? Measure, Resource? Place, ReportMapping Mapping);
