namespace Mhero.Bench;

/// <summary>
/// A flow as an export has it: a yes or no that decides whether a number is asked for, then the next yes or no, in two
/// languages, each question with a loop that asks again.
/// </summary>
internal static class SampleFlow
{
    public static byte[] Export(int questions)
    {
        var nodes = new JsonArray();
        var french = new JsonObject();
        for (var i = 0; i < questions; i++)
        {
            var next = i + 1 < questions ? $"m{i + 1}" : null;
            var afterNext = i + 2 < questions ? $"m{i + 2}" : null;
            nodes.Add(Message($"m{i}", $"Question {i}?", $"q{i}"));
            nodes.Add(Message($"r{i}", "I did not understand. Please try again.", $"q{i}"));
            nodes.Add(i % 2 == 0
                ? Router($"q{i}", $"Result {i}", [("Yes", "has_any_word", ["yes y"], next), ("No", "has_any_word", ["no n"], afterNext)], $"r{i}")
                : Router($"q{i}", $"Result {i}", [("Valid", "has_number_between", ["0", "500"], next)], $"r{i}"));
            french[$"m{i}.text"] = new JsonObject { ["text"] = new JsonArray($"Question {i} ?") };
            french[$"q{i}.Yes"] = new JsonObject { ["name"] = new JsonArray("Oui") };
        }

        var flow = new JsonObject
        {
            ["uuid"] = "5f0e1f3a-8a55-4c7b-9d0b-3a1f6e2c7b11",
            ["name"] = "Weekly report",
            ["spec_version"] = "13.2.0",
            ["language"] = "eng",
            ["type"] = "messaging",
            ["revision"] = 7,
            ["localization"] = new JsonObject { ["fra"] = french },
            ["nodes"] = nodes,
        };
        var export = new JsonObject { ["version"] = "13", ["site"] = "https://rapidpro.example.org", ["flows"] = new JsonArray(flow) };
        return System.Text.Encoding.UTF8.GetBytes(export.ToJsonString());
    }

    private static JsonObject Message(string uuid, string text, string to) => new()
    {
        ["uuid"] = uuid,
        ["actions"] = new JsonArray(new JsonObject { ["uuid"] = $"{uuid}.text", ["type"] = "send_msg", ["text"] = text }),
        ["exits"] = new JsonArray(Exit($"{uuid}.exit", to)),
    };

    private static JsonObject Router(string uuid, string result, (string Category, string Test, string[] Arguments, string? To)[] cases, string other)
    {
        var categories = new JsonArray();
        var exits = new JsonArray();
        var tests = new JsonArray();
        foreach (var (category, test, arguments, to) in cases)
        {
            var id = $"{uuid}.{category}";
            categories.Add(new JsonObject { ["uuid"] = id, ["name"] = category, ["exit_uuid"] = id });
            exits.Add(Exit(id, to));
            tests.Add(new JsonObject
            {
                ["uuid"] = $"{id}.case",
                ["type"] = test,
                ["arguments"] = new JsonArray([.. arguments.Select(a => (JsonNode)a)]),
                ["category_uuid"] = id,
            });
        }

        categories.Add(new JsonObject { ["uuid"] = $"{uuid}.Other", ["name"] = "Other", ["exit_uuid"] = $"{uuid}.Other" });
        exits.Add(Exit($"{uuid}.Other", other));
        return new JsonObject
        {
            ["uuid"] = uuid,
            ["actions"] = new JsonArray(),
            ["router"] = new JsonObject
            {
                ["type"] = "switch",
                ["operand"] = "@input.text",
                ["result_name"] = result,
                ["wait"] = new JsonObject { ["type"] = "msg" },
                ["cases"] = tests,
                ["categories"] = categories,
                ["default_category_uuid"] = $"{uuid}.Other",
            },
            ["exits"] = exits,
        };
    }

    private static JsonObject Exit(string uuid, string? to) => new() { ["uuid"] = uuid, ["destination_uuid"] = to };
}
