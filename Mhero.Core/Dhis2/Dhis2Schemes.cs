namespace Mhero.Core.Dhis2;

/// <summary>The names of the things of a data value set: <c>uid</c>, <c>code</c>, <c>name</c> or <c>attribute:UID</c>.</summary>
/// <param name="DataSet">Data sets.</param>
/// <param name="DataElement">Data elements.</param>
/// <param name="CategoryOptionCombo">Category option combinations, and attribute option combinations.</param>
/// <param name="OrgUnit">Organisation units.</param>
internal sealed record Dhis2Schemes(string DataSet, string DataElement, string CategoryOptionCombo, string OrgUnit)
{
    internal const string Code = "code";

    internal const string Pattern = "^(?i:uid|code|name|attribute:[A-Za-z][A-Za-z0-9]{10})$";

    private const string Uid = "uid";

    /// <summary>The query parameters of an import.</summary>
    internal IEnumerable<KeyValuePair<string, string>> ForValues() => Given(
        ("dataSetIdScheme", DataSet), ("dataElementIdScheme", DataElement), ("categoryOptionComboIdScheme", CategoryOptionCombo),
        ("attributeOptionComboIdScheme", CategoryOptionCombo), ("orgUnitIdScheme", OrgUnit));

    /// <summary>The query parameters of registrations.</summary>
    internal IEnumerable<KeyValuePair<string, string>> ForRegistrations() => Given(
        ("dataSetIdScheme", DataSet), ("attributeOptionComboIdScheme", CategoryOptionCombo), ("orgUnitIdScheme", OrgUnit));

    /// <summary>The property by which a search for metadata finds what the scheme names.</summary>
    internal static string PropertyOf(string scheme) => scheme switch
    {
        _ when scheme.Equals(Uid, StringComparison.OrdinalIgnoreCase) => "id",
        _ when scheme.StartsWith("attribute:", StringComparison.OrdinalIgnoreCase) => scheme["attribute:".Length..],
        _ => scheme.ToLowerInvariant(),
    };

    /// <summary>UIDs are the default everywhere, and DHIS2 2.36 answers 500 when <c>orgUnitIdScheme</c> names it.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Given(params (string Name, string Scheme)[] schemes) => schemes
        .Where(s => !s.Scheme.Equals(Uid, StringComparison.OrdinalIgnoreCase))
        .Select(s => new KeyValuePair<string, string>(s.Name, s.Scheme));
}
