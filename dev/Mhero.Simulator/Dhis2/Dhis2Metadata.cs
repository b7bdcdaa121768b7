namespace Mhero.Simulator.Dhis2;

/// <summary>The metadata of the stand-in, in the form of DHIS2's own export: data sets with their elements, and organisation units.</summary>
internal sealed class Dhis2Metadata
{
    private readonly List<JsonObject> _dataSets = [];
    private readonly List<JsonObject> _units = [];

    /// <summary>Adds metadata: <c>dataSets</c> and <c>organisationUnits</c>. One with a known UID replaces it; a data set's units are added up.</summary>
    public void Add(JsonObject metadata)
    {
        AddTo(_units, metadata["organisationUnits"]);
        AddTo(_dataSets, metadata["dataSets"]);
    }

    public JsonObject? DataSet(string? name, string scheme) => _dataSets.Find(set => NameOf(set, scheme) == name);

    public JsonObject? Unit(string? name, string scheme) => _units.Find(unit => NameOf(unit, scheme) == name);

    public IEnumerable<JsonObject> DataSets => _dataSets;

    /// <summary>The units as they are listed: with the data sets that they are assigned to.</summary>
    public IEnumerable<JsonObject> Units => _units.Select(unit =>
    {
        var listed = unit.DeepClone().AsObject();
        listed["dataSets"] = new JsonArray([.. _dataSets.Where(set => IsAssigned(set, Text(unit, "id")!)).Select(set => new JsonObject { ["id"] = Text(set, "id") })]);
        return listed;
    });

    public static bool IsAssigned(JsonObject set, string unit) => Objects(set["organisationUnits"]).Any(one => Text(one, "id") == unit);

    public static JsonObject? Element(JsonObject set, string? name, string scheme) =>
        Objects(set["dataSetElements"]).Select(e => e["dataElement"]!.AsObject()).FirstOrDefault(e => NameOf(e, scheme) == name);

    public static JsonObject? Combo(JsonObject owner, string? name, string scheme) =>
        Objects(owner["categoryCombo"]?["categoryOptionCombos"]).FirstOrDefault(c => NameOf(c, scheme) == name);

    public static bool NeedsCombo(JsonObject owner) => Objects(owner["categoryCombo"]?["categoryOptionCombos"]).Any(c => Text(c, "name") != "default");

    public static string? Text(JsonObject thing, string name) => thing[name]?.GetValue<string>();

    public static string? NameOf(JsonObject thing, string scheme) => scheme.ToLowerInvariant() switch
    {
        "uid" or "id" => Text(thing, "id"),
        "code" => Text(thing, "code"),
        _ => Text(thing, "name"),
    };

    private static void AddTo(List<JsonObject> list, JsonNode? added)
    {
        foreach (var one in Objects(added).Select(o => o.DeepClone().AsObject()))
        {
            if (list.Find(known => Text(known, "id") == Text(one, "id")) is { } before)
            {
                list.Remove(before);
            }

            list.Add(one);
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => list is JsonArray array ? array.OfType<JsonObject>() : [];
}
