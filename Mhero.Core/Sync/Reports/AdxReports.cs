using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Reports;

namespace Mhero.Core.Sync.Reports;

/// <summary>The reports of a Measure and a period as one ADX document, from the registry as it is now.</summary>
public sealed class AdxReports
{
    /// <summary>The media type of the document.</summary>
    public const string MediaType = AdxWriter.MediaType;

    private readonly FhirGateway _fhir;
    private readonly ReportSources _sources;
    private readonly MeasureReportToDataValueSet _mapper;
    private readonly TimeProvider _time;

    internal AdxReports(FhirGateway fhir, ReportSources sources, MeasureReportToDataValueSet mapper, TimeProvider time) => (_fhir, _sources, _mapper, _time) = (fhir, sources, mapper, time);

    /// <summary>Whether a text is a period of DHIS2's notation.</summary>
    /// <param name="period">The text (<c>2026W10</c>).</param>
    public static bool IsPeriod(string period) => Dhis2Period.Parse(period) is not null;

    /// <summary>Writes the document. Reports that have no place or data set in DHIS2 are left out, as are numbers without a data element.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="measure">The Measure's canonical URL, with or without version.</param>
    /// <param name="period">The period in DHIS2's notation.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many reports are in it, and how many are left out.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="Dhis2Exception">The mapping cannot be read.</exception>
    public async Task<(int Written, int LeftOut)> WriteAsync(Stream output, string measure, string period, CancellationToken cancellationToken)
    {
        var days = Dhis2Period.Parse(period) ?? throw new ArgumentException("This is not a period of DHIS2.", nameof(period));
        var (written, left) = (0, 0);
        await AdxWriter.WriteAsync(output, SetsAsync(), _time.GetUtcNow(), cancellationToken);
        return (written, left);

        async IAsyncEnumerable<DataValueSet> SetsAsync()
        {
            await foreach (var set in ReadAsync(measure.Split('|')[0], days, () => left++, cancellationToken))
            {
                written++;
                yield return set;
            }
        }
    }

    private async IAsyncEnumerable<DataValueSet> ReadAsync(string measure, Dhis2Period period, Action leaveOut, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A period of a server compares by its ends in UTC; the days around cover every zone, and what is read too much is left out here.
        var search = new FhirSearch(nameof(MeasureReport))
            .With("period", $"ge{period.Start.AddDays(-1):yyyy-MM-dd}")
            .With("period", $"le{period.End.AddDays(1):yyyy-MM-dd}");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in _fhir.SearchPagesAsync(search, cancellationToken))
        {
            var reports = page.Matches.OfType<MeasureReport>()
                .Where(r => r.Id is not null && MeasureReportToDataValueSet.UrlOf(r) == measure && DeliveryStates.Of(r) == DeliveryState.Ready && ReportPeriodReader.Read(r.Period) == period && seen.Add(r.Id))
                .ToList();
            foreach (var source in reports.Count == 0 ? [] : await _sources.LoadAsync(reports, cancellationToken))
            {
                var mapped = _mapper.Map(source);
                if (mapped.Issues.Any(i => i.Severity == MappingSeverity.Error))
                {
                    leaveOut();
                }
                else
                {
                    yield return mapped.Value;
                }
            }
        }
    }
}
