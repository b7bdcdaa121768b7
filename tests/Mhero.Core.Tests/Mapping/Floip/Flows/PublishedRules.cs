using System.Text.RegularExpressions;

namespace Mhero.Core.Tests.Mapping.Floip.Flows;

/// <summary>
/// The rules of the JSON schemas that FLOIP publishes for containers of 1.0.0-rc4, and of the validator that goes with them, in our own words: members, types and
/// patterns of containers, flows, languages, blocks, exits and resources, and the configuration of each type of block.
/// </summary>
internal static partial class PublishedRules
{
    private static readonly string[] Modes = ["TEXT", "SMS", "USSD", "IVR", "RICH_MESSAGING", "OFFLINE"];

    private static readonly Dictionary<string, string[]> RequiredConfig = new(StringComparer.Ordinal)
    {
        ["MobilePrimitives.Message"] = ["prompt"],
        ["MobilePrimitives.SelectOneResponse"] = ["prompt", "choices"],
        ["MobilePrimitives.NumericResponse"] = ["prompt"],
        ["MobilePrimitives.OpenResponse"] = [],
        ["Core.Case"] = [],
        ["Core.Output"] = ["value"],
        ["Core.RunFlow"] = ["flow_id"],
        ["Core.SetContactProperty"] = ["set_contact_property"],
        ["Core.SetGroupMembership"] = [],
        ["Core.Webhook"] = ["method", "url"],
    };

    /// <summary>The faults of a container, each with its place.</summary>
    public static List<string> FaultsOf(JsonObject container)
    {
        var faults = new List<string>();
        Object(container, "container", faults, ["specification_version", "uuid", "name", "flows"], ["description", "vendor_metadata"]);
        Matches(container, "uuid", Uuid(), "container", faults);
        foreach (var flow in container["flows"]!.AsArray().OfType<JsonObject>())
        {
            Flow(flow, "flow " + flow["name"], faults);
        }

        return faults;
    }

    private static void Flow(JsonObject flow, string at, List<string> faults)
    {
        Object(
            flow, at, faults, ["uuid", "name", "last_modified", "interaction_timeout", "supported_modes", "languages", "blocks", "first_block_id", "resources"], ["label", "exit_block_id", "vendor_metadata"]);
        Matches(flow, "uuid", Uuid(), at, faults);
        Matches(flow, "first_block_id", Uuid(), at, faults);
        Check(flow["name"]!.ToString().Length >= 3, at + ": the name is shorter than 3 characters", faults);
        Check(DateTimeOffset.TryParse(flow["last_modified"]?.ToString(), System.Globalization.CultureInfo.InvariantCulture, out _), at + ": last_modified is no time", faults);
        Check(flow["interaction_timeout"] is JsonValue timeout && timeout.TryGetValue<double>(out var seconds) && seconds >= 0, at + ": interaction_timeout is no number of seconds", faults);
        Check(flow["supported_modes"]!.AsArray() is { Count: > 0 } modes && modes.All(m => Modes.Contains(m!.ToString())), at + ": supported_modes", faults);
        Check(flow["languages"]!.AsArray().Count > 0, at + ": no language", faults);
        foreach (var language in flow["languages"]!.AsArray().OfType<JsonObject>())
        {
            Object(language, at + ", language", faults, ["id", "iso_639_3"], ["label", "variant", "bcp_47"]);
            Matches(language, "iso_639_3", Iso(), at, faults);
        }

        var resources = flow["resources"]!.AsArray().OfType<JsonObject>().ToList();
        resources.ForEach(r => Resource(r, at + ", resource " + r["uuid"], faults));
        var blocks = flow["blocks"]!.AsArray().OfType<JsonObject>().ToList();
        var (known, texts) = (blocks.Select(b => b["uuid"]!.ToString()).ToHashSet(), resources.Select(r => r["uuid"]!.ToString()).ToHashSet());
        Check(known.Count == blocks.Count && blocks.Count > 0 && known.Contains(flow["first_block_id"]!.ToString()), at + ": blocks or first_block_id", faults);
        blocks.ForEach(b => Block(b, $"{at}, block {b["name"]}", known, texts, faults));
    }

    private static void Resource(JsonObject resource, string at, List<string> faults)
    {
        Object(resource, at, faults, ["uuid", "values"], []);
        foreach (var value in resource["values"]!.AsArray().OfType<JsonObject>())
        {
            Object(value, at, faults, ["language_id", "content_type", "modes", "value"], ["mime_type"]);
            Check(value["value"]!.ToString().Length > 0, at + ": the value is empty", faults);
            Check(value["modes"]!.AsArray().All(m => Modes.Contains(m!.ToString())), at + ": modes", faults);
            Check(value["content_type"]!.ToString() is "TEXT" or "AUDIO" or "IMAGE" or "VIDEO" or "DATA", at + ": content_type", faults);
        }
    }

    private static void Block(JsonObject block, string at, HashSet<string> blocks, HashSet<string> resources, List<string> faults)
    {
        Object(block, at, faults, ["uuid", "name", "type", "config", "exits"], ["label", "semantic_label", "tags", "vendor_metadata", "ui_metadata"]);
        Matches(block, "uuid", Uuid(), at, faults);
        Matches(block, "name", Name(), at, faults);
        Check(block["vendor_metadata"] is null || block["vendor_metadata"]!["floip"]?["ui_metadata"]?["branching_type"] is JsonValue, at + ": vendor_metadata lacks floip.ui_metadata.branching_type", faults);
        var config = block["config"]!.AsObject();
        var type = block["type"]!.ToString();
        Check(RequiredConfig.TryGetValue(type, out var required) && required.All(config.ContainsKey), at + $": the config of {type} lacks {string.Join(" or ", required ?? [])}", faults);
        foreach (var property in config["set_contact_property"] as JsonArray ?? [])
        {
            Object(property!.AsObject(), at + ", set_contact_property", faults, ["property_key", "property_value"], []);
        }

        foreach (var group in config["groups"] as JsonArray ?? [])
        {
            Object(group!.AsObject(), at + ", groups", faults, ["group_key", "group_name"], []);
        }

        foreach (var choice in config["choices"] as JsonArray ?? [])
        {
            Object(choice!.AsObject(), at + ", choices", faults, ["name", "prompt"], ["ivr_test", "text_tests"]);
            Check(resources.Contains(choice!["prompt"]!.ToString()), at + ": a choice has no resource", faults);
        }

        Check(config["prompt"] is null || resources.Contains(config["prompt"]!.ToString()), at + ": the prompt has no resource", faults);
        var exits = block["exits"]!.AsArray().OfType<JsonObject>().ToList();
        Check(exits.Count(e => e["default"] is not null) == 1 && exits[^1]["default"] is not null, at + ": exactly one default exit, and the last", faults);
        foreach (var exit in exits)
        {
            Object(exit, at + ", exit", faults, ["uuid", "name"], ["destination_block", "semantic_label", "test", "default", "vendor_metadata"]);
            Matches(exit, "uuid", Uuid(), at, faults);
            Check(exit["test"] is null != exit["default"] is null, at + ": an exit has a test or is the default", faults);
            Check(!exit.ContainsKey("destination_block") || blocks.Contains(exit["destination_block"]?.ToString() ?? ""), at + ": an exit leads to no block", faults);
        }
    }

    private static void Object(JsonObject json, string at, List<string> faults, string[] required, string[] optional)
    {
        faults.AddRange(required.Where(r => json[r] is null).Select(r => $"{at}: {r} is missing"));
        faults.AddRange(json.Select(p => p.Key).Except(required.Concat(optional)).Select(k => $"{at}: {k} is not a member"));
    }

    private static void Matches(JsonObject json, string key, Regex pattern, string at, List<string> faults) => Check(pattern.IsMatch(json[key]?.ToString() ?? ""), $"{at}: {key} is '{json[key]}'", faults);

    private static void Check(bool holds, string fault, List<string> faults)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }

    [GeneratedRegex("^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^[a-zA-Z_]\w*$")]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z]{3}$")]
    private static partial Regex Iso();
}
