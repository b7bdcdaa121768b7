using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Reports;

/// <summary>A report on its way to the server of mADX.</summary>
/// <param name="report">The report as it is sent.</param>
/// <param name="at">When it was last changed in the registry (UTC); null when the registry does not say.</param>
internal sealed class MadxWrite(MeasureReport report, DateTimeOffset? at)
    : LedgerWrite(report.Id!, Convert.ToHexStringLower(SHA256.HashData(FhirJson.Serialize(report)).AsSpan(0, 16)), new SourceState(at))
{
    /// <summary>The report.</summary>
    public MeasureReport Report { get; } = report;
}
