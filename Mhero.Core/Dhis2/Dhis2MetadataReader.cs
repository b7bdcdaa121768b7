namespace Mhero.Core.Dhis2;

/// <summary>Reads DHIS2's metadata; unexpected members count as absent.</summary>
internal static class Dhis2MetadataReader
{
    private const string CategoryCombo = "categoryCombo";

    public static IReadOnlyList<Dhis2DataSet> DataSets(JsonElement body) => [.. List(body, "dataSets").Select(DataSetOf)];

    public static IReadOnlyList<Dhis2OrgUnit> OrgUnits(JsonElement body) => [.. List(body, "organisationUnits")
        .Select(unit => new Dhis2OrgUnit(ThingOf(unit), List(unit, "dataSets").Select(set => Dhis2Json.Text(set, "id")).OfType<string>().ToHashSet()))];

    private static Dhis2DataSet DataSetOf(JsonElement set) => new(
        ThingOf(set),
        Dhis2Json.Text(set, "periodType"),
        Number(set, "expiryDays"),
        (int)Number(set, "openFuturePeriods"),
        CombosOf(set),
        [.. List(set, "dataSetElements").Where(e => Member(e, "dataElement").ValueKind == JsonValueKind.Object).Select(ElementOf)]);

    /// <summary>A data set may give an element another category combination than the element's own.</summary>
    private static Dhis2DataElement ElementOf(JsonElement entry)
    {
        var element = Member(entry, "dataElement");
        var overriding = CombosOf(entry);
        return new Dhis2DataElement(
            ThingOf(element), Dhis2Json.Text(element, "valueType"), Member(element, "zeroIsSignificant").ValueKind == JsonValueKind.True, overriding.Count > 0 ? overriding : CombosOf(element));
    }

    private static List<Dhis2Thing> CombosOf(JsonElement owner) => [.. List(Member(owner, CategoryCombo), "categoryOptionCombos").Select(ThingOf)];

    private static Dhis2Thing ThingOf(JsonElement thing) => new(
        Dhis2Json.Text(thing, "id") ?? "",
        Dhis2Json.Text(thing, "code"),
        Dhis2Json.Text(thing, "name"),
        List(thing, "attributeValues")
            .Select(a => (Id: Dhis2Json.Text(Member(a, "attribute"), "id"), Value: Dhis2Json.Text(a, "value")))
            .Where(a => a is { Id: not null, Value: not null })
            .GroupBy(a => a.Id!)
            .ToDictionary(a => a.Key, a => a.First().Value!));

    private static JsonElement Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static IEnumerable<JsonElement> List(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object) : [];

    private static double Number(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : 0;
}
