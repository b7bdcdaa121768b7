using Mhero.Core.Floip;
using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>
/// Makes a container of Viamo's internal export of one flow, a tree with blocks and connections. It is not FLOIP: texts are by the number of a
/// language, properties by the number of a field. A tree of one language with questions and messages says enough; others are refused.
/// </summary>
public static class TreeToContainer
{
    /// <summary>ISO 639-3 for a language that is not known.</summary>
    private const string Language = "und";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["MessageBlock"] = BlockTypes.Message,
        ["OpenQuestionBlock"] = BlockTypes.Open,
        ["NumericQuestionBlock"] = BlockTypes.Numeric,
        ["MultipleChoiceQuestionBlock"] = BlockTypes.SelectOne,
    };

    private static readonly string[] Contents = ["smsContent", "clipboardContent", "socialContent", "ussdContent"];

    /// <summary>Makes a container.</summary>
    /// <param name="tree">The tree.</param>
    /// <returns>The container, and issues for parts that have no place in it, each with its block.</returns>
    /// <exception cref="FloipException">The tree says too little; the message names the part.</exception>
    public static MappingResult<FlowContainer> Map(JsonObject tree)
    {
        var issues = new IssueCollector();
        var blocks = FlowNodeJson.Objects(tree, "blocks");
        if (blocks.FirstOrDefault(b => !Types.ContainsKey(FlowNodeJson.Text(b, "type") ?? "")) is { } unknown)
        {
            throw Refuse($"the block {FlowNodeJson.Text(unknown, "jsKey")} has the type '{FlowNodeJson.Text(unknown, "type")}'");
        }

        var languages = blocks.SelectMany(b => Contents.Select(c => b[c]).OfType<JsonObject>()).SelectMany(c => c.Select(p => p.Key)).Distinct().ToList();
        if (languages.Count > 1)
        {
            throw Refuse($"its texts are in {languages.Count} languages that have numbers and no codes ({string.Join(", ", languages)})");
        }

        if (languages.Count == 0)
        {
            throw Refuse("its blocks have no texts");
        }

        issues.Inform(FloipCodes.TreePart, "details.enabledLanguages", $"The tree names its language by the number {languages[0]} alone; '{Language}' was used. Set the language.");
        var id = FlowNodeJson.Text(tree, "id") ?? "";
        var (resources, names, outputs) = (new Dictionary<string, IReadOnlyList<ResourceValue>>(StringComparer.Ordinal), new BlockNames(), OutputsOf(tree));
        var made = blocks.Select(b => BlockOf(b, id, languages[0], outputs, resources, names, issues)).ToList();
        var details = tree["details"] as JsonObject;
        var first = FlowNodeJson.Text(details, "startingBlockKey") is { } start && blocks.Any(b => FlowNodeJson.Text(b, "jsKey") == start) ? UuidOf(id, start) : made[0].Uuid;
        var name = FlowNodeJson.Text(details, "title") is { Length: > 0 } title ? title : "Flow " + id;
        var flow = new ContainerFlow
        {
            Uuid = RapidProIds.Derive("viamo-tree", id),
            Name = name,
            LastModified = FlowNodeJson.Text(tree, "editedAt"),
            SupportedModes = ["SMS", "TEXT", "RICH_MESSAGING"],
            FirstBlockId = first,
            Languages = [new FlowLanguage(Language, Language, null)],
            Blocks = made,
            Resources = resources,
        };
        var container = new FlowContainer { Uuid = RapidProIds.Derive("viamo-container", id), Name = name, Description = FlowNodeJson.Text(details, "description"), Flows = [flow] };
        return new MappingResult<FlowContainer>(container, issues.ToList());
    }

    private static FloipException Refuse(string why) => new(
        FloipCodes.ViamoTree, $"This is an internal export of Viamo (a tree with blocks and connections), and it cannot be converted: {why}. Export the flow from Viamo as a Flow Specification container.");

    private static FlowBlock BlockOf(
        JsonObject block, string tree, string language, ILookup<string, (int Number, string Target)> outputs, Dictionary<string, IReadOnlyList<ResourceValue>> resources, BlockNames names, IssueCollector issues)
    {
        var (key, custom, type) = (FlowNodeJson.Text(block, "jsKey") ?? "", block["customData"] as JsonObject ?? [], Types[FlowNodeJson.Text(block, "type")!]);
        var (uuid, path) = (UuidOf(tree, key), "blocks." + key);
        var config = new JsonObject { ["prompt"] = Resource($"{key} prompt", Contents.Select(c => FlowNodeJson.Text(block[c] as JsonObject, language)).FirstOrDefault(t => t is { Length: > 0 }) ?? "") };
        var choices = type == BlockTypes.SelectOne ? FlowNodeJson.Texts(custom, "choices") : [];
        if (type == BlockTypes.SelectOne)
        {
            config["choices"] = new JsonArray([.. choices.Select(c => (JsonNode?)new JsonObject { ["name"] = c, ["prompt"] = Resource($"{key} choice {c}", c) })]);
        }

        if (type == BlockTypes.Numeric && int.TryParse(FlowNodeJson.Text(custom, "maxNumericDigits"), out var digits))
        {
            config["ivr"] = new JsonObject { ["max_digits"] = digits };
        }

        if ((block["audioFiles"] as JsonArray)?.Count > 0 || block["audioFiles"] is JsonObject { Count: > 0 })
        {
            issues.Warn(FloipCodes.TreePart, path, "The recordings of the block were left out; the tree gives no address for them.");
        }

        if (custom["setSubscriberPropertyConfiguration"] is JsonObject set && FlowNodeJson.Text(set, "shouldSetSubscriberProperty") == "true")
        {
            issues.Warn(FloipCodes.TreePart, path, $"The block sets the subscriber's property with the number {FlowNodeJson.Text(set, "propertyFieldId")}, which the tree does not name; it was left out. Set the contact's field by hand.");
        }

        var targets = outputs[key].ToDictionary(o => o.Number, o => UuidOf(tree, o.Target));
        var isBranching = choices.Count > 0 && FlowNodeJson.Text(custom, "branching") is "1" or "true";
        var exits = isBranching
            ? choices.Select((c, i) => ExitOf(uuid, i + 1, c, $"block.value = \"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", targets.GetValueOrDefault(i + 1))).Append(ExitOf(uuid, 0, "Default", null, targets.GetValueOrDefault(choices.Count + 1)))
            : [ExitOf(uuid, 0, "Default", null, targets.GetValueOrDefault(1))];
        var label = FlowNodeJson.Text(custom, "title") is { Length: > 0 } title ? title : null;
        var name = type == BlockTypes.Message ? names.Of("message") : names.OfResult(FlowNodeJson.Text(custom, "label") is { Length: > 0 } named ? named : label ?? key);
        return new FlowBlock { Uuid = uuid, Name = name, Label = label, Type = type, Config = config, Exits = [.. exits] };

        string Resource(string part, string text)
        {
            var resource = RapidProIds.Derive("viamo-resource", $"{tree} {part}");
            resources[resource] = [new ResourceValue(Language, "TEXT", ["SMS", "TEXT", "RICH_MESSAGING"], text, null)];
            return resource;
        }
    }

    private static BlockExit ExitOf(string block, int number, string name, string? test, string? target) => new(RapidProIds.Derive("viamo-exit", $"{block} {number}"), name, target, test);

    /// <summary>The connections by the block where they begin; the number of the output is at the end of its key.</summary>
    private static ILookup<string, (int Number, string Target)> OutputsOf(JsonObject tree) => FlowNodeJson.Objects(tree, "connections")
        .Select(c => (Start: FlowNodeJson.Text(c, "startBlockKey") ?? "", Output: FlowNodeJson.Text(c, "outputKey") ?? "", End: FlowNodeJson.Text(c, "endBlockKey")))
        .Where(c => c.End is not null && int.TryParse(c.Output.AsSpan(c.Output.LastIndexOf('_') + 1), out _))
        .DistinctBy(c => (c.Start, c.Output))
        .ToLookup(c => c.Start, c => (int.Parse(c.Output.AsSpan(c.Output.LastIndexOf('_') + 1), System.Globalization.CultureInfo.InvariantCulture), c.End!));

    private static string UuidOf(string tree, string key) => RapidProIds.Derive("viamo-block", $"{tree} {key}");
}
