using Mhero.Core.Dhis2;

namespace Mhero.Core.Sync.Reports;

/// <summary>Compares what the mapping names with what DHIS2 has.</summary>
internal static class Dhis2Comparison
{
    private const int Named = 5;

    private static readonly string[] NumberTypes = ["NUMBER", "INTEGER", "INTEGER_POSITIVE", "INTEGER_ZERO_OR_POSITIVE", "INTEGER_NEGATIVE", "PERCENTAGE", "UNIT_INTERVAL", "TEXT", "LONG_TEXT"];

    /// <summary>Compares one Measure with its data set.</summary>
    public static IEnumerable<Dhis2Finding> Of(Dhis2Target target, Dhis2DataSet set, Dhis2Schemes schemes)
    {
        var findings = new List<Dhis2Finding>();
        if (target.PeriodType is { } type && type != set.PeriodType)
        {
            findings.Add(Mismatch($"The data set {target.DataSet} has the period type {set.PeriodType}, and the mapping of {target.Measure} says {type}."));
        }

        if (set.OpenFuturePeriods == 0)
        {
            findings.Add(Dhis2Finding.Note(Dhis2Codes.PeriodRefused, $"The data set {target.DataSet} takes a period only after its end: reports of the present one become dead letters until then, unless open future periods are raised to 1."));
        }

        if (set.ExpiryDays > 0)
        {
            findings.Add(Dhis2Finding.Note(Dhis2Codes.PeriodRefused, string.Create(CultureInfo.InvariantCulture, $"The data set {target.DataSet} takes a period until {set.ExpiryDays:0.##} days after its end: later reports and corrections become dead letters.")));
        }

        if (target.AttributeCombo is { } attribute && set.AttributeCombos.All(c => c.NameBy(schemes.CategoryOptionCombo) != attribute))
        {
            findings.Add(Mismatch($"The data set {target.DataSet} has no attribute option combination {attribute} ({schemes.CategoryOptionCombo})."));
        }
        else if (target.AttributeCombo is null && set.AttributeCombos.Count > 1)
        {
            findings.Add(Mismatch($"The data set {target.DataSet} has attribute option combinations: name one in the mapping (attributeOptionCombo)."));
        }

        foreach (var element in target.Values.GroupBy(v => v.Element))
        {
            findings.AddRange(OfElement(element.Key, [.. element.Select(e => e.Combo)], target, set, schemes));
        }

        return findings.Exists(f => f.IsFault) ? findings : findings.Prepend(Dhis2Finding.Good($"The data set {target.DataSet} ({set.PeriodType}) has the {target.Values.Select(v => v.Element).Distinct().Count()} data elements of {target.Measure}."));
    }

    /// <summary>Compares the places.</summary>
    public static IReadOnlyList<Dhis2Finding> OfPlaces(IReadOnlyList<string> units, ILookup<string?, Dhis2OrgUnit> found, IReadOnlyList<Dhis2DataSet> sets)
    {
        var findings = new List<Dhis2Finding>();
        Add("are unknown to DHIS2: set the code there, or correct the identifier", [.. units.Where(u => !found[u].Any())]);
        Add("are several organisation units in DHIS2: make the code unique", [.. units.Where(u => found[u].Skip(1).Any())]);
        foreach (var set in sets)
        {
            Add($"are not assigned to the data set {set.Thing.Code ?? set.Thing.Name}: assign them if they report it", [.. units.Where(u => found[u].Any() && found[u].All(one => !one.DataSets.Contains(set.Thing.Id)))], isNote: true);
        }

        return findings.Exists(f => f.IsFault) ? findings : [Dhis2Finding.Good($"{units.Count} places are organisation units of DHIS2."), .. findings];

        void Add(string what, List<string> which, bool isNote = false)
        {
            if (which.Count > 0)
            {
                var message = $"{which.Count} of {units.Count} places {what}: {string.Join(", ", which.Take(Named))}{(which.Count > Named ? " …" : "")}.";
                findings.Add(isNote ? Dhis2Finding.Note(Dhis2Codes.MappingMismatch, message) : Mismatch(message));
            }
        }
    }

    private static IEnumerable<Dhis2Finding> OfElement(string name, IReadOnlyList<string?> combos, Dhis2Target target, Dhis2DataSet set, Dhis2Schemes schemes)
    {
        if (set.Elements.FirstOrDefault(e => e.Thing.NameBy(schemes.DataElement) == name) is not { } element)
        {
            yield return Mismatch($"The data set {target.DataSet} has no data element {name} ({schemes.DataElement}): correct the mapping, or set the code in DHIS2.");
            yield break;
        }

        if (element.ValueType is { } type && !NumberTypes.Contains(type))
        {
            yield return Mismatch($"The data element {name} takes {type}, and reports have numbers.");
        }

        if (!element.KeepsZeros)
        {
            yield return Dhis2Finding.Note(Dhis2Codes.ZeroNotKept, $"The data element {name} does not keep zeros: a facility that reports 0 looks like one that did not report. Set 'store zero data values' in DHIS2.");
        }

        foreach (var combo in combos)
        {
            if (combo is null && element.Combos.Count > 1)
            {
                yield return Mismatch($"The data element {name} has {element.Combos.Count} category option combinations: name one for each number in the mapping.");
            }
            else if (combo is not null && element.Combos.All(c => c.NameBy(schemes.CategoryOptionCombo) != combo))
            {
                yield return Mismatch($"The data element {name} has no category option combination {combo} ({schemes.CategoryOptionCombo}): correct the mapping, or set the code in DHIS2, where combinations have none at first.");
            }
        }
    }

    private static Dhis2Finding Mismatch(string message) => Dhis2Finding.Fault(Dhis2Codes.MappingMismatch, message);
}
