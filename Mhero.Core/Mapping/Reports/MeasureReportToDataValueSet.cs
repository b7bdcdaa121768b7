using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Reports;

/// <summary>
/// Makes a data value set of a MeasureReport (IHE mADX, SANER). The mapping file names data set, data elements and combinations; where it does not,
/// identifiers of the Measure and the place and codes of the report and its Measure do.
/// </summary>
internal sealed class MeasureReportToDataValueSet(ReportMappingOptions options) : IMapper<ReportSource, DataValueSet>
{
    /// <summary>Maps a report.</summary>
    /// <param name="from">The report with what it refers to.</param>
    /// <returns>
    /// The set. It has no data set, period or organisation unit where an issue with the severity of an error says why: then the report is not to be
    /// sent. A warning is about one number, at its path.
    /// </returns>
    public MappingResult<DataValueSet> Map(ReportSource from)
    {
        var issues = new IssueCollector();
        var url = from.Measure?.Url ?? UrlOf(from.Report);
        var measure = from.Mapping.Measures.GetValueOrDefault(url ?? "");
        var set = measure?.DataSet ?? IdentifierOf(from.Measure?.Identifier, options.DataSetSystem);
        if (set is null)
        {
            issues.Fail(Dhis2Codes.NoDataSet, "measure", "The Measure is none of the mapping, and has no identifier of a data set: the report is not for DHIS2.");
            return new MappingResult<DataValueSet>(new DataValueSet("", "", "", null, []), issues.ToList());
        }

        var period = ReportPeriodReader.Read(from.Report.Period);
        if (period is null || (measure?.PeriodType is { } type && type != period.Type))
        {
            issues.Fail(Dhis2Codes.PeriodNotFitting, "period", period is null
                ? "The period is none of DHIS2's: correct its first and last day."
                : $"The period is {period.Iso}, of the type {period.Type}; the mapping says {measure!.PeriodType} for the data set.");
        }

        var unit = OrgUnitOf(from, issues);
        var values = ValuesOf(from, measure, issues);
        var result = new DataValueSet(set, period?.Iso ?? "", unit ?? "", measure?.AttributeOptionCombo, values) { CompleteDate = DateOf(from.Report), AdxPeriod = period?.Adx };
        return new MappingResult<DataValueSet>(result, issues.ToList());
    }

    /// <summary>The canonical URL of a report's Measure without its version; null when the report has none.</summary>
    internal static string? UrlOf(MeasureReport report) => (report.MeasureElement?.JsonValue as string)?.Split('|')[0] is { Length: > 0 } url ? url : null;

    private string? OrgUnitOf(ReportSource from, IssueCollector issues)
    {
        var subject = from.Report.Subject;
        var identifiers = from.Place switch
        {
            Location place => place.Identifier,
            Organization place => place.Identifier,
            _ => [],
        };
        List<Identifier> all = subject?.Identifier is { } logical ? [.. identifiers, logical] : [.. identifiers];
        List<string> named =
        [
            .. new[] { subject?.Reference }.Concat(all.Select(i => $"{i.System}|{i.Value}")).OfType<string>()
                .Select(key => from.Mapping.OrgUnits.GetValueOrDefault(key)).OfType<string>().Distinct(),
        ];
        if (named.Count == 0)
        {
            named = [.. all.Where(i => i.System == options.OrgUnitSystem && !string.IsNullOrWhiteSpace(i.Value)).Select(i => i.Value!.Trim()).Distinct()];
        }

        if (named.Count == 1)
        {
            return named[0];
        }

        issues.Fail(Dhis2Codes.NoOrgUnit, "subject", named.Count == 0
            ? $"The place has no identifier of the system {options.OrgUnitSystem} and is not in the mapping: give it one."
            : $"The place is {named.Count} organisation units: leave it one identifier of the system {options.OrgUnitSystem}.");
        return null;
    }

    private List<DataValue> ValuesOf(ReportSource from, MeasureMapping? measure, IssueCollector issues)
    {
        var found = new List<(ReportNumber Number, DataValue? Value, bool IsMapped)>();
        var unmapped = new List<ReportNumber>();
        foreach (var number in ReportNumbers.Of(from.Report))
        {
            var entry = measure?.Values.FirstOrDefault(v => Fits(v, number));
            if (entry is { Ignore: true })
            {
                continue;
            }

            var target = entry is { DataElement: { } element } ? new DataValue(element, entry.CategoryOptionCombo, "") { Categories = entry.Categories ?? new Dictionary<string, string>() } : CodedOf(number, from.Measure);
            if (target is null)
            {
                unmapped.Add(number);
            }
            else if (number.Count is { } count)
            {
                found.Add((number, target with { Value = count.ToString("0.############", CultureInfo.InvariantCulture) }, entry is not null));
            }
            else
            {
                found.Add((number, null, entry is not null));
                issues.Warn(Dhis2Codes.NoNumber, number.Path, "The number is absent, or stands there twice with different values; it is not sent.");
            }
        }

        // The sum of strata that are sent is what DHIS2 computes itself. A code of the group is theirs too; an entry of the mapping means the sum.
        found.RemoveAll(f => f.Number.Stratum.Count == 0 && !f.IsMapped && found.Exists(other => other.Number.Stratum.Count > 0 && SameGroup(other.Number, f.Number)));
        foreach (var number in unmapped.Where(n => n.Stratum.Count > 0 || !found.Exists(f => f.Number.Stratum.Count > 0 && SameGroup(f.Number, n))))
        {
            issues.Warn(Dhis2Codes.NoDataElement, number.Path, $"The mapping has no data element for group {CodeOf(number.Group) ?? "?"}, population {CodeOf(number.Population) ?? "?"}{StratumText(number)}: add it, or ignore it there.");
        }

        return Distinct(found, issues);
    }

    private static List<DataValue> Distinct(List<(ReportNumber Number, DataValue? Value, bool IsMapped)> found, IssueCollector issues)
    {
        var values = new List<DataValue>();
        foreach (var same in found.Where(f => f.Value is not null).GroupBy(f => f.Value!.Key))
        {
            if (same.Select(f => f.Value!.Value).Distinct().Count() == 1)
            {
                values.Add(same.First().Value!);
                continue;
            }

            foreach (var (number, value, _) in same)
            {
                issues.Warn(Dhis2Codes.NumberTwice, number.Path, $"Several numbers are {value!.Key} in DHIS2: correct the mapping; none of them is sent.");
            }
        }

        return values;
    }

    private static bool Fits(ValueMapping entry, ReportNumber number) =>
        (entry.Group is null || Has(number.Group, entry.Group))
        && (entry.Population is null || Has(number.Population, entry.Population))
        && (entry.Stratum?.Count ?? 0) == number.Stratum.Count
        && number.Stratum.All(s => entry.Stratum!.Any(e => Has(s.Dimension, e.Key) && Has(s.Value, e.Value)));

    private static bool Has(CodeableConcept? concept, string code) => concept?.Coding.Exists(c => c.Code == code) is true;

    private static bool SameGroup(ReportNumber one, ReportNumber other) => CodeOf(one.Group) == CodeOf(other.Group);

    /// <summary>The data element and combination that codes of the report, or of its Measure at the same place, name.</summary>
    private DataValue? CodedOf(ReportNumber number, Measure? measure)
    {
        var group = measure?.Group.Find(g => CodeOf(number.Group) is { } code && Has(g.Code, code));
        var population = group?.Population.Find(p => CodeOf(number.Population) is { } code && Has(p.Code, code));
        var element = new[] { number.Population, population?.Code, number.Group, group?.Code }.Select(c => CodeOf(c, options.DataElementSystem)).FirstOrDefault(c => c is not null);
        if (element is null)
        {
            return null;
        }

        if (number.Stratum.Count == 0)
        {
            return new DataValue(element, null, "");
        }

        var combos = number.Stratum.Select(s => CodeOf(s.Value, options.CategoryOptionComboSystem)).OfType<string>().ToList();
        return combos is [var combo] ? new DataValue(element, combo, "") : null;
    }

    private static string? CodeOf(CodeableConcept? concept) => concept?.Coding.Find(c => !string.IsNullOrEmpty(c.Code))?.Code;

    private static string? CodeOf(CodeableConcept? concept, string system) => concept?.Coding.Find(c => c.System == system && !string.IsNullOrWhiteSpace(c.Code))?.Code;

    private static string StratumText(ReportNumber number) =>
        string.Concat(number.Stratum.Select(s => $", {CodeOf(s.Dimension) ?? "?"} {CodeOf(s.Value) ?? "?"}"));

    private static string? IdentifierOf(IEnumerable<Identifier>? identifiers, string system) =>
        identifiers?.FirstOrDefault(i => i.System == system && !string.IsNullOrWhiteSpace(i.Value))?.Value?.Trim();

    /// <summary>The day on which the report was made, as it was there: DHIS2 counts timeliness by it.</summary>
    private static string? DateOf(MeasureReport report) =>
        report.DateElement?.JsonValue is string { Length: >= 10 } text && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text[..10] : null;
}
