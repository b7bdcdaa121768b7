using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Reports;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Reports;

/// <summary>Loads what reports refer to: their Measures and places, by one search for each type.</summary>
internal sealed class ReportSources(FhirGateway fhir, ReportMappings mappings)
{
    /// <summary>Loads the Measures and places of reports.</summary>
    /// <param name="reports">The reports.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The reports with what they refer to, in the same order.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="Dhis2.Dhis2Exception">The mapping cannot be read.</exception>
    public async Task<IReadOnlyList<ReportSource>> LoadAsync(IReadOnlyCollection<MeasureReport> reports, CancellationToken cancellationToken)
    {
        var mapping = mappings.Read();
        var measures = await MeasuresOfAsync(reports, cancellationToken);
        var places = new Dictionary<string, Resource>(StringComparer.Ordinal);
        await AddAsync<Location>(reports, places, cancellationToken);
        await AddAsync<Organization>(reports, places, cancellationToken);
        return [.. reports.Select(r => new ReportSource(r, MeasureOf(r, measures), PlaceOf(r, places), mapping))];
    }

    private async Task<IReadOnlyList<Measure>> MeasuresOfAsync(IReadOnlyCollection<MeasureReport> reports, CancellationToken cancellationToken)
    {
        var urls = reports.Select(MeasureReportToDataValueSet.UrlOf).OfType<string>().Distinct().ToList();
        var found = new List<Measure>();
        if (urls.Count > 0)
        {
            await foreach (var page in fhir.SearchPagesAsync(new FhirSearch(nameof(Measure)).WhereAny("url", urls), cancellationToken))
            {
                found.AddRange(page.Matches.OfType<Measure>());
            }
        }

        return found;
    }

    private async Task AddAsync<T>(IReadOnlyCollection<MeasureReport> reports, Dictionary<string, Resource> places, CancellationToken cancellationToken)
        where T : Resource
    {
        var ids = reports.Select(r => ResourceLocation.Parse(r.Subject?.Reference)).Where(r => r is { Type: { } type, Id: not null } && type == typeof(T).Name).Select(r => r.Id!).Distinct().ToList();
        foreach (var place in ids.Count == 0 ? [] : await fhir.ReadPresentAsync<T>(ids, cancellationToken))
        {
            places[$"{place.TypeName}/{place.Id}"] = place;
        }
    }

    private static Resource? PlaceOf(MeasureReport report, Dictionary<string, Resource> places) => report.Subject?.Reference switch
    {
        ['#', .. var id] => report.Contained.Find(c => c.Id == id),
        { } reference when ResourceLocation.RelativeOf(reference) is { } key => places.GetValueOrDefault(key),
        _ => null,
    };

    /// <summary>The version that the report names, else the one that was changed last.</summary>
    private static Measure? MeasureOf(MeasureReport report, IReadOnlyList<Measure> measures)
    {
        var canonical = (report.MeasureElement?.JsonValue as string)?.Split('|');
        var named = measures.Where(m => m.Url is not null && m.Url == canonical?[0]).OrderByDescending(m => m.Meta?.LastUpdated).ToList();
        return named.Find(m => canonical is [_, var version, ..] && m.Version == version) ?? named.FirstOrDefault();
    }
}
