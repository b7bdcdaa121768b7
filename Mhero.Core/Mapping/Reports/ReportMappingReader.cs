using System.Xml;

namespace Mhero.Core.Mapping.Reports;

/// <summary>Reads mapping files. A misspelt member is a fault: a mapping that is silently incomplete loses numbers.</summary>
internal static class ReportMappingReader
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Reads files into one mapping; a Measure stands in one of them.</summary>
    /// <param name="files">The names of the files with their texts.</param>
    /// <returns>The mapping, of the files that can be read, and the faults, one sentence each.</returns>
    public static (ReportMapping Mapping, IReadOnlyList<string> Faults) Read(IEnumerable<(string Name, string Text)> files)
    {
        var measures = new Dictionary<string, MeasureMapping>(StringComparer.Ordinal);
        var units = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var (name, text) in files)
        {
            try
            {
                var mapping = JsonSerializer.Deserialize<ReportMapping>(text, Options) ?? throw new JsonException("The file is null.");
                foreach (var (url, measure) in mapping.Measures)
                {
                    if (measure is null || measure.Values.Any(value => value is null))
                    {
                        faults.Add($"{name}: {url} or one of its values is null; remove it.");
                        continue;
                    }

                    faults.AddRange(FaultsOf(measure).Select(fault => $"{name}: {url}: {fault}"));
                    if (!measures.TryAdd(url, measure))
                    {
                        faults.Add($"{name}: {url} stands in another file too; leave it in one.");
                    }
                }

                foreach (var (place, unit) in mapping.OrgUnits)
                {
                    if (string.IsNullOrWhiteSpace(unit))
                    {
                        faults.Add($"{name}: the place {place} has no organisation unit; enter it, or remove the place.");
                        continue;
                    }

                    units[place] = unit;
                }
            }
            catch (JsonException e)
            {
                faults.Add($"{name} is not a mapping of reports: {e.Message}");
            }
        }

        return (new ReportMapping { Measures = measures, OrgUnits = units }, faults);
    }

    private static IEnumerable<string> FaultsOf(MeasureMapping measure)
    {
        foreach (var value in measure.Values)
        {
            if (value.Ignore == value.DataElement is not null)
            {
                yield return $"the number of group {value.Group ?? "*"}, population {value.Population ?? "*"} needs either dataElement or ignore.";
            }

            foreach (var category in (value.Categories ?? new Dictionary<string, string>()).Keys.Where(key => !IsName(key)))
            {
                yield return $"the category '{category}' cannot be an attribute of XML, as ADX has it: use another code in DHIS2.";
            }
        }
    }

    private static bool IsName(string text)
    {
        try
        {
            return XmlConvert.VerifyNCName(text).Length > 0;
        }
        catch (Exception e) when (e is XmlException or ArgumentNullException)
        {
            return false;
        }
    }
}
