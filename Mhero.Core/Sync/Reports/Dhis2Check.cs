using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Reports;

namespace Mhero.Core.Sync.Reports;

/// <summary>Compares the mapping of reports with the metadata of DHIS2. Nothing is written.</summary>
public sealed class Dhis2Check
{
    /// <summary>Places that are compared; more would take too long, and a fault shows with the first reports.</summary>
    private const int MaxPlaces = 500;

    private readonly Dhis2Connection _dhis2;
    private readonly ReportMappings _mappings;
    private readonly FhirGateway _fhir;
    private readonly ReportMappingOptions _mappingOptions;
    private readonly Dhis2Options _options;

    internal Dhis2Check(Dhis2Connection dhis2, ReportMappings mappings, FhirGateway fhir, ReportMappingOptions mappingOptions, IOptions<Dhis2Options> options) =>
        (_dhis2, _mappings, _fhir, _mappingOptions, _options) = (dhis2, mappings, fhir, mappingOptions, options.Value);

    /// <summary>Checks the server, and then each data set, data element, combination and place that the mapping or the registry names.</summary>
    /// <param name="withRegistry">Whether the registry's Measures and Locations are read too.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The findings; none where the settings name no DHIS2.</returns>
    public async Task<IReadOnlyList<Dhis2Finding>> CheckAsync(bool withRegistry, CancellationToken cancellationToken)
    {
        if (!_options.IsOn)
        {
            return [];
        }

        try
        {
            var mapping = _mappings.Read();
            var system = await _dhis2.Client.GetSystemAsync(cancellationToken);
            var findings = new List<Dhis2Finding> { Dhis2Finding.Good($"It answers as version {system.Version ?? "unknown"}.") };
            if (system.Calendar is { } calendar && calendar != "iso8601")
            {
                findings.Add(Dhis2Finding.Fault(Dhis2Codes.MappingMismatch, $"Its calendar is {calendar}, and the periods of reports are of ISO 8601: they do not fit."));
            }

            var measures = withRegistry ? await MeasuresAsync(cancellationToken) : [];
            var targets = TargetsOf(mapping, measures);
            if (targets.Count == 0)
            {
                findings.Add(Dhis2Finding.Fault(Dhis2Codes.NoDataSet, $"No Measure has a data set: name them in Mhero__Dhis2__MappingFiles, or give Measures an identifier of the system {_mappingOptions.DataSetSystem}."));
            }

            var sets = new List<Dhis2DataSet>();
            foreach (var target in targets)
            {
                var found = await _dhis2.Client.FindDataSetsAsync(target.DataSet, cancellationToken);
                findings.AddRange(found is [var set] ? Dhis2Comparison.Of(target, set, _options.Schemes) : [Dhis2Finding.Fault(Dhis2Codes.MappingMismatch, $"DHIS2 has {found.Count} data sets with the {_options.DataSetScheme} {target.DataSet}: correct the mapping, or set the code in DHIS2.")]);
                sets.AddRange(found is [var only] ? [only] : []);
            }

            findings.AddRange(await PlacesAsync(mapping, sets, withRegistry, cancellationToken));
            return findings;
        }
        catch (Dhis2Exception e)
        {
            return [Dhis2Finding.Fault(e.Code, e.Message)];
        }
        catch (FhirException e)
        {
            return [Dhis2Finding.Fault(e.Code, e.Message)];
        }
    }

    private async Task<IReadOnlyList<Measure>> MeasuresAsync(CancellationToken cancellationToken)
    {
        var found = new List<Measure>();
        await foreach (var page in _fhir.SearchPagesAsync(new FhirSearch(nameof(Measure)), cancellationToken))
        {
            found.AddRange(page.Matches.OfType<Measure>());
        }

        return found;
    }

    private List<Dhis2Target> TargetsOf(ReportMapping mapping, IReadOnlyList<Measure> measures)
    {
        var byUrl = measures.Where(m => m.Url is not null).DistinctBy(m => m.Url).ToDictionary(m => m.Url!);
        var targets = new List<Dhis2Target>();
        foreach (var url in mapping.Measures.Keys.Union(byUrl.Keys))
        {
            var (mapped, measure) = (mapping.Measures.GetValueOrDefault(url), byUrl.GetValueOrDefault(url));
            var set = mapped?.DataSet ?? measure?.Identifier.Find(i => i.System == _mappingOptions.DataSetSystem)?.Value?.Trim();
            if (set is not null)
            {
                targets.Add(new Dhis2Target(url, set, mapped?.PeriodType, mapped?.AttributeOptionCombo, [.. ValuesOf(mapped, measure).Distinct()]));
            }
        }

        return targets;
    }

    private IEnumerable<(string Element, string? Combo)> ValuesOf(MeasureMapping? mapped, Measure? measure)
    {
        foreach (var value in mapped?.Values.Where(v => v.DataElement is not null) ?? [])
        {
            yield return (value.DataElement!, value.CategoryOptionCombo);
        }

        foreach (var code in (measure?.Group ?? []).SelectMany(g => g.Population.Select(p => p.Code)).SelectMany(c => c?.Coding ?? []).Where(c => c.System == _mappingOptions.DataElementSystem && c.Code is not null))
        {
            yield return (code.Code!, null);
        }
    }

    private async Task<IReadOnlyList<Dhis2Finding>> PlacesAsync(ReportMapping mapping, List<Dhis2DataSet> sets, bool withRegistry, CancellationToken cancellationToken)
    {
        var units = mapping.OrgUnits.Values.ToHashSet(StringComparer.Ordinal);
        if (withRegistry)
        {
            await foreach (var page in _fhir.SearchPagesAsync(new FhirSearch(nameof(Location)).With("identifier", FhirSearch.Escape(_mappingOptions.OrgUnitSystem) + "|"), cancellationToken))
            {
                units.UnionWith(page.Matches.OfType<Location>().SelectMany(l => l.Identifier).Where(i => i.System == _mappingOptions.OrgUnitSystem).Select(i => i.Value?.Trim()).OfType<string>());
            }
        }

        var some = units.Order(StringComparer.Ordinal).Take(MaxPlaces).ToList();
        if (some.Count == 0)
        {
            return [Dhis2Finding.Fault(Dhis2Codes.NoOrgUnit, $"No place has an organisation unit: give Locations an identifier of the system {_mappingOptions.OrgUnitSystem}, or name them in the mapping.")];
        }

        var found = (await _dhis2.Client.FindOrgUnitsAsync(some, cancellationToken)).ToLookup(u => u.Thing.NameBy(_options.OrgUnitScheme));
        return Dhis2Comparison.OfPlaces(some, found, sets);
    }
}
