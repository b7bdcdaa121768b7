using Mhero.Core.Floip;
using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>Makes the router of a block: its tests, categories and exits.</summary>
internal sealed class BlockRouting(FlowBlock block, JsonObject localization, IssueCollector issues)
{
    private readonly JsonArray _cases = [];
    private readonly JsonArray _categories = [];
    private readonly JsonArray _exits = [];
    private readonly Dictionary<(string Name, string? Destination), string> _known = [];
    private string? _operand;

    public static string? DestinationOf(BlockExit exit) => exit.Destination is null ? null : BlockNode.IdOf(exit.Destination);

    /// <summary>Adds a translation to a flow.</summary>
    public static void Localize(JsonObject localization, string language, string uuid, string key, IReadOnlyList<string> texts)
    {
        var byUuid = localization[language] as JsonObject;
        if (byUuid is null)
        {
            localization[language] = byUuid = [];
        }

        var item = byUuid[uuid] as JsonObject;
        if (item is null)
        {
            byUuid[uuid] = item = [];
        }

        item[key] = new JsonArray([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]);
    }

    public (JsonObject Router, JsonArray Exits) Switch(bool isQuestion, string resultName)
    {
        if (block.Type == BlockTypes.SelectOne)
        {
            AddChoices();
        }
        else
        {
            AddTests();
        }

        var other = block.Exits[^1];
        var otherName = other.Name.Length > 0 && other.Name != "Default" ? other.Name : _cases.Count > 0 ? "Other" : "All Responses";
        var router = new JsonObject
        {
            ["type"] = "switch",
            ["operand"] = isQuestion || _operand is null or "block.response" or "block.value" ? "@input.text" : ExpressionTranslator.OperandToRapidPro(_operand),
            ["cases"] = _cases,
            ["default_category_uuid"] = CategoryOf(otherName, other),
            ["categories"] = _categories,
        };
        if (isQuestion)
        {
            router["wait"] = new JsonObject { ["type"] = "msg" };
        }

        // A split that is not named saves no result.
        if (isQuestion || block.Label is not null)
        {
            router["result_name"] = resultName;
        }

        return (router, _exits);
    }

    private void AddChoices()
    {
        var number = 0;
        foreach (var choice in FlowNodeJson.Objects(block.Config, "choices"))
        {
            number++;
            var name = FlowNodeJson.Text(choice, "name") ?? "";
            var exit = block.Exits.FirstOrDefault(e => !e.IsDefault && string.Equals(BlockTest.ChoiceOf(e.Test), name, StringComparison.OrdinalIgnoreCase)) ?? block.Exits[^1];
            var category = CategoryOf(name, exit);
            var tests = FlowNodeJson.Objects(choice, "text_tests").Select(t => (Language: FlowNodeJson.Text(t, "language"), Test: BlockTest.Read(FlowNodeJson.Text(t, "test_expression")))).ToList();
            foreach (var _ in tests.Where(t => t.Test is null))
            {
                Report(exit with { Name = name });
            }

            var plain = tests.Where(t => t.Test is not null).ToList();
            var uuid = "";
            foreach (var (language, test) in plain)
            {
                if (language is null || uuid.Length == 0)
                {
                    uuid = AddCase(test!.Type, test.Arguments, category);
                }
                else
                {
                    Localize(localization, language, uuid, "arguments", test!.Arguments);
                }
            }

            if (plain.Count == 0)
            {
                // Without tests of its own a choice is named by its text, or by its number in the list.
                AddCase("has_only_phrase", [name], category);
                AddCase("has_number_eq", [number.ToString(CultureInfo.InvariantCulture)], category);
            }
        }

        foreach (var exit in block.Exits.Where(e => !e.IsDefault && BlockTest.ChoiceOf(e.Test) is null))
        {
            Report(exit);
        }
    }

    private void AddTests()
    {
        var tests = block.Exits.Where(e => !e.IsDefault).Select(e => (Exit: e, Test: BlockTest.Read(e.Test))).ToList();
        foreach (var (exit, test) in tests)
        {
            if (test is null || (_operand is not null && _operand != test.Operand))
            {
                Report(exit);
                continue;
            }

            _operand = test.Operand;
            AddCase(test.Type, test.Arguments, CategoryOf(exit.Name, exit));
        }

        if (block.Type == BlockTypes.Numeric && _cases.Count == 0)
        {
            AddRange();
        }
    }

    /// <summary>A number without tests of its own is valid within its bounds.</summary>
    private void AddRange()
    {
        var (least, most) = (FlowNodeJson.Text(block.Config, "validation_minimum"), FlowNodeJson.Text(block.Config, "validation_maximum"));
        var exit = block.Exits.Count > 1 ? block.Exits[0] : block.Exits[^1];
        var category = CategoryOf("Has Number", exit);
        var (type, arguments) = (least, most) switch
        {
            ({ } from, { } to) => ("has_number_between", new[] { from, to }),
            ({ } from, null) => ("has_number_gte", [from]),
            (null, { } to) => ("has_number_lte", [to]),
            _ => ("has_number", Array.Empty<string>()),
        };
        AddCase(type, arguments, category);
    }

    private string AddCase(string type, IReadOnlyList<string> arguments, string category)
    {
        var uuid = RapidProIds.Derive("case", $"{block.Uuid}/{_cases.Count}");
        _cases.Add((JsonNode)new JsonObject
        {
            ["uuid"] = uuid,
            ["type"] = type,
            ["arguments"] = new JsonArray([.. arguments.Select(a => (JsonNode?)JsonValue.Create(a))]),
            ["category_uuid"] = category,
        });
        return uuid;
    }

    /// <summary>The category of a name and a destination; exits of the same name that lead to the same block are one category.</summary>
    private string CategoryOf(string name, BlockExit exit)
    {
        if (_known.TryGetValue((name, exit.Destination), out var known))
        {
            return known;
        }

        var uuid = RapidProIds.Derive("category", $"{block.Uuid}/{_known.Count}");
        var exitUuid = RapidProIds.Derive("category-exit", $"{block.Uuid}/{_known.Count}");
        _known[(name, exit.Destination)] = uuid;
        _categories.Add((JsonNode)new JsonObject { ["uuid"] = uuid, ["name"] = name, ["exit_uuid"] = exitUuid });
        _exits.Add((JsonNode)new JsonObject { ["uuid"] = exitUuid, ["destination_uuid"] = DestinationOf(exit) });
        return uuid;
    }

    private void Report(BlockExit exit) =>
        issues.Warn(FloipCodes.TestUnreadable, $"blocks.{block.Uuid}.exits.{exit.Uuid}", "The test is not a function of one operand and literals, which RapidPro's routers need; the default exit is taken. Split the flow there by hand.");
}
