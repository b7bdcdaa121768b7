namespace Mhero.Simulator.Dhis2;

/// <summary>The values and registrations of the stand-in, and how an import changes them.</summary>
/// <param name="version">The version that it answers as.</param>
internal sealed class Dhis2Store(int version)
{
    public Dhis2Metadata Metadata { get; } = new();

    public Dictionary<ValueKey, string> Values { get; } = [];

    /// <summary>Dates of completeness, by data set, period, organisation unit and attribute option combination.</summary>
    public Dictionary<(string Set, string Period, string Unit, string AttributeCombo), string> Completed { get; } = [];

    /// <summary>Periods that take no values any more.</summary>
    public HashSet<string> Locked { get; } = [];

    /// <summary>Imports values.</summary>
    public Dhis2Import Import(JsonObject body, Func<string, string> schemeOf, bool deletes)
    {
        var import = new Dhis2Import();
        var values = body["dataValues"]?.AsArray() ?? [];
        if (HeaderOf(body, schemeOf, import) is not { } header)
        {
            import.Ignored = values.Count;
            return import;
        }

        for (var i = 0; i < values.Count; i++)
        {
            var value = values[i]!.AsObject();
            if (FaultOf(value, header, schemeOf) is { } fault)
            {
                import.Conflicts.Add((fault.Code, fault.Object, fault.Words, i));
                import.Ignored++;
                continue;
            }

            Store(value, header, schemeOf, deletes, import);
        }

        return import;
    }

    /// <summary>Registers or unregisters completeness.</summary>
    public Dhis2Import Register(JsonObject body, Func<string, string> schemeOf, bool deletes)
    {
        var import = new Dhis2Import();
        foreach (var registration in body["completeDataSetRegistrations"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            // The key is another one than in data value sets.
            if (Metadata.DataSet(Text(registration, "dataSet"), schemeOf("dataSet")) is not { } set
                || Metadata.Unit(Text(registration, "organisationUnit"), schemeOf("orgUnit")) is not { } unit)
            {
                import.Conflicts.Add(("E7603", "organisationUnit", "Organisation unit or data set not found or not accessible", null));
                import.Ignored++;
                continue;
            }

            var key = (Dhis2Metadata.Text(set, "id")!, Text(registration, "period")!, Dhis2Metadata.Text(unit, "id")!, Text(registration, "attributeOptionCombo") ?? "");
            if (deletes)
            {
                import.Deleted += Completed.Remove(key) ? 1 : 0;
                continue;
            }

            var date = Text(registration, "date") ?? "";
            import.Imported += Completed.ContainsKey(key) ? 0 : 1;
            import.Updated += Completed.ContainsKey(key) ? 1 : 0;
            Completed[key] = date;
        }

        return import;
    }

    /// <summary>Does what the job of 2.43 does later: deletes zeros of data elements that do not keep them.</summary>
    public void Trim()
    {
        foreach (var key in Values.Where(v => v.Value == "0" && !KeepsZeros(v.Key.Element)).Select(v => v.Key).ToList())
        {
            Values.Remove(key);
        }
    }

    private (JsonObject Set, JsonObject Unit, string Period, string AttributeCombo)? HeaderOf(JsonObject body, Func<string, string> schemeOf, Dhis2Import import)
    {
        if (Metadata.DataSet(Text(body, "dataSet"), schemeOf("dataSet")) is not { } set)
        {
            return Refuse(version >= 43 ? "E8005" : "E7600", "dataSet", $"Data set not found or not accessible: `{Text(body, "dataSet")}`");
        }

        if (Metadata.Unit(Text(body, "orgUnit"), schemeOf("orgUnit")) is not { } unit)
        {
            return Refuse("E7603", "orgUnit", $"Org unit not found or not accessible: `{Text(body, "orgUnit")}`");
        }

        return (set, unit, Text(body, "period") ?? "", Text(body, "attributeOptionCombo") ?? "");

        (JsonObject, JsonObject, string, string)? Refuse(string code, string about, string words)
        {
            import.IsRefused = true;
            import.Conflicts.Add((code, about, words, null));
            return null;
        }
    }

    private (string Code, string Object, string Words)? FaultOf(JsonObject value, (JsonObject Set, JsonObject Unit, string Period, string AttributeCombo) header, Func<string, string> schemeOf)
    {
        var (name, combo) = (Text(value, "dataElement"), Text(value, "categoryOptionCombo"));
        if (Dhis2Metadata.Element(header.Set, name, schemeOf("dataElement")) is not { } element)
        {
            return ("E7610", name ?? "", $"Data element not found or not accessible: `{name}`");
        }

        if (combo is not null && Dhis2Metadata.Combo(element, combo, schemeOf("categoryOptionCombo")) is null)
        {
            return ("E7613", combo, $"Category option combo not found or not accessible for writing data: `{combo}`");
        }

        if (combo is null && Dhis2Metadata.NeedsCombo(element))
        {
            return ("E7630", name!, "Category option combo is required but is not specified");
        }

        if (!Dhis2Metadata.IsAssigned(header.Set, Dhis2Metadata.Text(header.Unit, "id")!))
        {
            return ("E7636", Text(value, "orgUnit") ?? Dhis2Metadata.Text(header.Unit, "code") ?? "", "Data element is not assigned to organisation unit through data sets");
        }

        if (Locked.Contains(header.Period))
        {
            return (version >= 43 ? "E8030" : "E7640", header.Period, "Current date is past expiry days for period");
        }

        return value["value"] is not JsonValue text || !text.TryGetValue<string>(out var number) || !long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) || count < 0
            ? ("E7619", name!, $"Value must match value type of data element `{name}`: `value_not_zero_or_positive_integer`")
            : null;
    }

    private void Store(JsonObject value, (JsonObject Set, JsonObject Unit, string Period, string AttributeCombo) header, Func<string, string> schemeOf, bool deletes, Dhis2Import import)
    {
        var element = Dhis2Metadata.Element(header.Set, Text(value, "dataElement"), schemeOf("dataElement"))!;
        var combo = Text(value, "categoryOptionCombo") is { } name ? Dhis2Metadata.Text(Dhis2Metadata.Combo(element, name, schemeOf("categoryOptionCombo"))!, "id")! : "";
        var key = new ValueKey(Dhis2Metadata.Text(element, "id")!, header.Period, Dhis2Metadata.Text(header.Unit, "id")!, combo, header.AttributeCombo);
        var text = Text(value, "value")!;
        if (deletes)
        {
            import.Deleted += Values.Remove(key) ? 1 : 0;
        }
        else if (text == "0" && version < 43 && !KeepsZeros(key.Element))
        {
            // Skipped without a word, and a stored value is deleted (DefaultDataValueSetService at 2.40).
            import.Deleted += Values.Remove(key) ? 1 : 0;
        }
        else if (Values.GetValueOrDefault(key) == text)
        {
            import.Ignored++;
        }
        else
        {
            import.Updated += Values.ContainsKey(key) ? 1 : 0;
            import.Imported += Values.ContainsKey(key) ? 0 : 1;
            Values[key] = text;
        }
    }

    private bool KeepsZeros(string element) =>
        Metadata.DataSets.Select(set => Dhis2Metadata.Element(set, element, "uid")).OfType<JsonObject>().Any(e => e["zeroIsSignificant"]?.GetValue<bool>() is true);

    private static string? Text(JsonObject thing, string name) => thing[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
