namespace Mhero.Core.Mapping.Reports;

/// <summary>The contents of a site's mapping files. Identifiers on Measures, Locations and codes say the rest.</summary>
internal sealed record ReportMapping
{
    /// <summary>No mapping.</summary>
    public static ReportMapping Empty { get; } = new();

    /// <summary>The Measures, by their canonical URL without version.</summary>
    public IReadOnlyDictionary<string, MeasureMapping> Measures { get; init; } = new Dictionary<string, MeasureMapping>();

    /// <summary>Organisation units, by a reference (<c>Location/123</c>) or an identifier (<c>system|value</c>) of the place.</summary>
    public IReadOnlyDictionary<string, string> OrgUnits { get; init; } = new Dictionary<string, string>();
}
