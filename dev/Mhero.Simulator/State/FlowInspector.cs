using System.Text.RegularExpressions;

namespace Mhero.Simulator.State;

/// <summary>Reads out of a definition what RapidPro shows beside it: results, references, dependencies.</summary>
internal static partial class FlowInspector
{
    [GeneratedRegex(@"[^\p{L}\d_]+")]
    private static partial Regex NotOfAKey();

    [GeneratedRegex(@"parent\.results\.(\w+)")]
    private static partial Regex ParentResult();

    [GeneratedRegex(@"(?:^|[@(\s,])(?:contact\.)?fields\.(\w+)")]
    private static partial Regex FieldReference();

    /// <summary>The key of a result's name, as the flow engine makes it.</summary>
    public static string Key(string name) => NotOfAKey().Replace(name.Trim(), "_").ToLowerInvariant();

    /// <summary>What API v2 calls the types of a definition.</summary>
    public static string Type(string? defined) => defined switch
    {
        "voice" => "voice",
        "messaging_background" => "background",
        "messaging_offline" => "survey",
        _ => "message",
    };

    /// <summary>The results in the order of the definition's nodes; those of one key are one.</summary>
    public static List<SimulatedFlowResult> Results(JsonElement definition)
    {
        var found = new List<(string Key, string Name, List<string> Categories, List<Guid> Nodes)>();
        foreach (var node in Items(definition, "nodes"))
        {
            var uuid = Text(node, "uuid") is { } text && Guid.TryParse(text, out var id) ? id : Guid.Empty;
            foreach (var action in Items(node, "actions"))
            {
                switch (Text(action, "type"))
                {
                    case "set_run_result" when Text(action, "name") is { } name:
                        Add(found, name, Text(action, "category") is { Length: > 0 } category ? [category] : [], uuid);
                        break;
                    case "call_webhook" or "call_resthook" or "transfer_airtime" when Text(action, "result_name") is { Length: > 0 } name:
                        Add(found, name, ["Success", "Failure"], uuid);
                        break;
                }
            }

            if (node.TryGetProperty("router", out var router) && router.ValueKind == JsonValueKind.Object && Text(router, "result_name") is { Length: > 0 } result)
            {
                Add(found, result, [.. Items(router, "categories").Select(c => Text(c, "name") ?? "")], uuid);
            }
        }

        return found.ConvertAll(f => new SimulatedFlowResult(f.Key, f.Name, f.Categories, f.Nodes));
    }

    /// <summary>The parent's results that the flow reads.</summary>
    public static List<string> ParentRefs(JsonElement definition) =>
        [.. ParentResult().Matches(definition.GetRawText()).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The flows that it enters.</summary>
    public static IEnumerable<Guid> Flows(JsonElement definition) => Actions(definition, "enter_flow")
        .Select(a => a.TryGetProperty("flow", out var flow) && Guid.TryParse(Text(flow, "uuid"), out var uuid) ? uuid : Guid.Empty);

    /// <summary>The keys of the contact fields that it reads or sets.</summary>
    public static IEnumerable<string> Fields(JsonElement definition) => Actions(definition, "set_contact_field")
        .Select(a => a.TryGetProperty("field", out var field) ? Text(field, "key") : null).OfType<string>()
        .Concat(FieldReference().Matches(definition.GetRawText()).Select(m => m.Groups[1].Value))
        .Distinct(StringComparer.Ordinal);

    /// <summary>The groups that it puts contacts in, takes them out of or asks for.</summary>
    public static IEnumerable<Guid> Groups(JsonElement definition)
    {
        var named = Actions(definition, "add_contact_groups").Concat(Actions(definition, "remove_contact_groups"))
            .SelectMany(a => Items(a, "groups")).Select(g => Text(g, "uuid"));
        var asked = Items(definition, "nodes").Where(n => n.TryGetProperty("router", out _)).SelectMany(n => Items(n.GetProperty("router"), "cases"))
            .Where(c => Text(c, "type") == "has_group").Select(c => Items(c, "arguments").Select(a => a.ToString()).FirstOrDefault());
        return named.Concat(asked).Select(text => Guid.TryParse(text, out var uuid) ? uuid : Guid.Empty).Distinct();
    }

    public static string? Text(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static IEnumerable<JsonElement> Items(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    private static IEnumerable<JsonElement> Actions(JsonElement definition, string type) =>
        Items(definition, "nodes").SelectMany(n => Items(n, "actions")).Where(a => Text(a, "type") == type);

    private static void Add(List<(string Key, string Name, List<string> Categories, List<Guid> Nodes)> found, string name, IEnumerable<string> categories, Guid node)
    {
        var key = Key(name);
        var result = found.Find(f => f.Key == key);
        if (result.Key is null)
        {
            result = (key, name, [], []);
            found.Add(result);
        }

        result.Categories.AddRange(categories.Where(c => !result.Categories.Contains(c)).Distinct());
        if (!result.Nodes.Contains(node))
        {
            result.Nodes.Add(node);
        }
    }
}
