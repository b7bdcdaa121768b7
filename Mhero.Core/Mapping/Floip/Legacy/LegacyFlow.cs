using Mhero.Core.Mapping.Floip.Flows;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Floip.Legacy;

/// <summary>Migrates one flow: each action set and each rule set becomes a node. The entry comes first, the others from top to bottom.</summary>
/// <param name="flow">The flow, in the oldest files with its parts inside of a <c>definition</c>.</param>
/// <param name="issues">Takes the findings.</param>
internal sealed class LegacyFlow(JsonObject flow, IssueCollector issues)
{
    private const string SpecVersion = "13.1.0";

    /// <summary>Flows without languages have their texts under <c>base</c>; ISO 639-3 has this code for it.</summary>
    private const string Undetermined = "und";

    private readonly JsonObject _definition = flow["definition"] as JsonObject ?? flow;

    /// <summary>Makes the definition of specification 13.</summary>
    public JsonObject Migrate()
    {
        var metadata = _definition["metadata"] as JsonObject ?? flow["metadata"] as JsonObject;
        var named = FlowNodeJson.Text(_definition, "base_language") ?? FlowNodeJson.Text(flow, "base_language");
        var language = named is null or "base" ? Undetermined : named;
        var texts = new LegacyTexts(language, new LegacyExpressions(issues));
        var rules = new LegacyRuleSets(texts, issues);
        var actions = new LegacyActions(texts, issues);
        var entry = FlowNodeJson.Text(_definition, "entry");
        var places = new JsonObject();
        var nodes = FlowNodeJson.Objects(_definition, "action_sets").Select(s => (Set: s, Node: actions.NodeOf(s), Type: "execute_actions"))
            .Concat(FlowNodeJson.Objects(_definition, "rule_sets").Select(s => (Set: s, Node: rules.NodeOf(s, out var type), Type: type)))
            .OrderBy(n => FlowNodeJson.Text(n.Set, "uuid") == entry ? 0 : 1)
            .ThenBy(n => Number(n.Set, "y")).ThenBy(n => Number(n.Set, "x")).ToList();
        foreach (var (set, node, type) in nodes)
        {
            places[(string)node["uuid"]!] = new JsonObject { ["position"] = new JsonObject { ["left"] = (int)Number(set, "x"), ["top"] = (int)Number(set, "y") }, ["type"] = type };
        }

        return new JsonObject
        {
            ["uuid"] = FlowNodeJson.Text(metadata, "uuid") ?? FlowNodeJson.Text(flow, "uuid") ?? RapidProIds.Derive("legacy-flow", flow.ToJsonString()),
            ["name"] = FlowNodeJson.Text(metadata, "name") ?? FlowNodeJson.Text(flow, "name") ?? "",
            ["spec_version"] = SpecVersion,
            ["language"] = language,
            ["type"] = TypeOf(FlowNodeJson.Text(_definition, "flow_type") ?? FlowNodeJson.Text(flow, "flow_type")),
            ["revision"] = (int)Number(metadata, "revision"),
            ["expire_after_minutes"] = (int)Number(metadata, "expires"),
            ["localization"] = texts.Localization,
            ["nodes"] = new JsonArray([.. nodes.Select(n => n.Node)]),
            ["_ui"] = new JsonObject { ["nodes"] = places },
        };
    }

    private static string TypeOf(string? type) => type switch
    {
        "V" => "voice",
        "S" => "messaging_offline",
        _ => "messaging",
    };

    private static double Number(JsonObject? json, string key) =>
        double.TryParse(FlowNodeJson.Text(json, key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
