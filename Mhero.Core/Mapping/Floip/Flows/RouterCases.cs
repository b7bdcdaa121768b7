using Mhero.Core.Floip.Flows;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>The cases of a switch, as the configuration and the exits of a block.</summary>
/// <param name="node">The node.</param>
/// <param name="router">Its router.</param>
/// <param name="resources">Takes the names of choices.</param>
/// <param name="operand">The tested expression, without the sign.</param>
internal sealed class RouterCases(JsonObject node, JsonObject router, FlowResources resources, string operand)
{
    private static readonly HashSet<string> ChoiceTests = ["has_any_word", "has_all_words", "has_only_phrase", "has_phrase", "has_only_text", "has_beginning", "has_pattern", "has_number_eq"];

    private readonly List<JsonObject> _cases = [.. FlowNodeJson.Objects(router, "cases")];
    private readonly Dictionary<string, JsonObject> _categories = FlowNodeJson.Objects(router, "categories")
        .GroupBy(c => FlowNodeJson.Text(c, "uuid") ?? "").ToDictionary(g => g.Key, g => g.First());

    /// <summary>The type of block that asks this question.</summary>
    public string Kind =>
        _cases.Count == 0 ? BlockTypes.Open
        : _cases.TrueForAll(c => ChoiceTests.Contains(TypeOf(c))) && _cases.Select(CategoryOf).Distinct().Count() > 1 ? BlockTypes.SelectOne
        : _cases.TrueForAll(c => TypeOf(c).StartsWith("has_number", StringComparison.Ordinal)) ? BlockTypes.Numeric
        : BlockTypes.Open;

    public JsonObject ConfigOf(string kind, string owner)
    {
        var config = new JsonObject();
        if (kind == BlockTypes.Numeric && _cases is [var only])
        {
            var arguments = FlowNodeJson.Texts(only, "arguments");
            switch (TypeOf(only), arguments)
            {
                case ("has_number_between", [var least, var most]):
                    Bound(config, "validation_minimum", least);
                    Bound(config, "validation_maximum", most);
                    break;
                case ("has_number_gte", [var least]):
                    Bound(config, "validation_minimum", least);
                    break;
                case ("has_number_lte", [var most]):
                    Bound(config, "validation_maximum", most);
                    break;
            }
        }
        else if (kind == BlockTypes.SelectOne)
        {
            config["choices"] = new JsonArray([.. _cases.GroupBy(CategoryOf).Select(c => (JsonNode)ChoiceOf(c.Key, c, owner))]);
        }

        return config;
    }

    public IReadOnlyList<BlockExit> ExitsOf(string kind)
    {
        var exits = kind == BlockTypes.SelectOne
            ? _cases.GroupBy(CategoryOf).Select(c => Exit(c.Key, c.First(), $"block.value = {Literal(NameOf(c.Key))}")).ToList()
            : _cases.Select(c => Exit(CategoryOf(c), c, TestOf(c))).ToList();
        var other = FlowNodeJson.Text(router, "default_category_uuid") ?? "";
        exits.Add(new BlockExit(RapidProIds.Derive("exit", FlowNodeJson.Text(node, "uuid") + other), NameOf(other) is { Length: > 0 } name ? name : "Default", DestinationOf(other), null));
        return exits;
    }

    private static void Bound(JsonObject config, string key, string text)
    {
        if (decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number))
        {
            config[key] = number;
        }
    }

    private static string TypeOf(JsonObject routerCase) => FlowNodeJson.Text(routerCase, "type") ?? "";

    private static string CategoryOf(JsonObject routerCase) => FlowNodeJson.Text(routerCase, "category_uuid") ?? "";

    private static string Literal(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private JsonObject ChoiceOf(string category, IEnumerable<JsonObject> cases, string owner)
    {
        var tests = new JsonArray();
        foreach (var routerCase in cases)
        {
            tests.Add((JsonNode)new JsonObject { ["test_expression"] = TestOf(routerCase) });
            foreach (var (language, arguments) in resources.TranslatedArguments(FlowNodeJson.Text(routerCase, "uuid") ?? ""))
            {
                tests.Add((JsonNode)new JsonObject { ["language"] = language, ["test_expression"] = new BlockTest(operand, TypeOf(routerCase), arguments).Write() });
            }
        }

        return new JsonObject { ["name"] = NameOf(category), ["prompt"] = resources.AddText(owner + category, NameOf(category)), ["text_tests"] = tests };
    }

    private string TestOf(JsonObject routerCase) => new BlockTest(operand, TypeOf(routerCase), FlowNodeJson.Texts(routerCase, "arguments")).Write();

    private BlockExit Exit(string category, JsonObject routerCase, string test) =>
        new(RapidProIds.Derive("exit", FlowNodeJson.Text(routerCase, "uuid") + category), NameOf(category), DestinationOf(category), test);

    private string NameOf(string category) => FlowNodeJson.Text(_categories.GetValueOrDefault(category), "name") ?? "";

    private string? DestinationOf(string category)
    {
        var exit = FlowNodeJson.Text(_categories.GetValueOrDefault(category), "exit_uuid");
        return FlowNodeJson.Objects(node, "exits").Where(e => FlowNodeJson.Text(e, "uuid") == exit).Select(e => FlowNodeJson.Text(e, "destination_uuid")).FirstOrDefault();
    }
}
