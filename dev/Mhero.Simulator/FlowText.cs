namespace Mhero.Simulator;

/// <summary>Writes flow definitions as RapidPro exports them, one question after another.</summary>
public static class FlowText
{
    /// <summary>A flow that asks questions.</summary>
    /// <param name="uuid">The flow's UUID.</param>
    /// <param name="name">Its name.</param>
    /// <param name="questions">Result names, each with what it takes: <c>number</c>, <c>text</c>, <c>date</c>, <c>district</c>, or the categories of a menu with blanks between them.</param>
    public static string Of(Guid uuid, string name, params (string Result, string Takes)[] questions)
    {
        var nodes = new JsonArray();
        for (var i = 0; i < questions.Length; i++)
        {
            var next = i + 1 < questions.Length ? Id(uuid, $"ask{i + 1}") : null;
            nodes.Add(new JsonObject
            {
                ["uuid"] = Id(uuid, $"ask{i}"),
                ["actions"] = new JsonArray(new JsonObject { ["uuid"] = Id(uuid, $"msg{i}"), ["type"] = "send_msg", ["text"] = $"{questions[i].Result}?" }),
                ["exits"] = new JsonArray(new JsonObject { ["uuid"] = Id(uuid, $"on{i}"), ["destination_uuid"] = Id(uuid, $"wait{i}") }),
            });
            nodes.Add(Wait(uuid, i, questions[i], next));
        }

        return new JsonObject
        {
            ["uuid"] = uuid.ToString(),
            ["name"] = name,
            ["spec_version"] = "13.1.0",
            ["language"] = "eng",
            ["type"] = "messaging",
            ["revision"] = 1,
            ["expire_after_minutes"] = 60,
            ["localization"] = new JsonObject(),
            ["nodes"] = nodes,
        }.ToJsonString();
    }

    private static JsonObject Wait(Guid uuid, int i, (string Result, string Takes) question, string? next)
    {
        var tests = question.Takes switch
        {
            "number" => [("Number", "has_number", "")],
            "text" => [],
            "date" => [("Date", "has_date", "")],
            "district" => [("District", "has_district", "Kigali City")],
            var menu => menu.Split(' ').Select(c => (Category: c, Test: "has_any_word", Argument: c.ToLowerInvariant())).ToArray(),
        };
        var otherwise = tests.Length == 0 ? "All Responses" : "Other";
        var names = tests.Select(t => t.Item1).Append(otherwise).ToList();
        return new JsonObject
        {
            ["uuid"] = Id(uuid, $"wait{i}"),
            ["actions"] = new JsonArray(),
            ["router"] = new JsonObject
            {
                ["type"] = "switch",
                ["wait"] = new JsonObject { ["type"] = "msg" },
                ["operand"] = "@input.text",
                ["result_name"] = question.Result,
                ["categories"] = new JsonArray([.. names.Select(n => new JsonObject { ["uuid"] = Id(uuid, $"cat{i}{n}"), ["name"] = n, ["exit_uuid"] = Id(uuid, $"exit{i}{n}") })]),
                ["cases"] = new JsonArray([.. tests.Select(t => new JsonObject
                {
                    ["uuid"] = Id(uuid, $"case{i}{t.Item1}"),
                    ["type"] = t.Item2,
                    ["arguments"] = t.Item3.Length == 0 ? [] : new JsonArray(t.Item3),
                    ["category_uuid"] = Id(uuid, $"cat{i}{t.Item1}"),
                })]),
                ["default_category_uuid"] = Id(uuid, $"cat{i}{otherwise}"),
            },
            ["exits"] = new JsonArray([.. names.Select(n => new JsonObject { ["uuid"] = Id(uuid, $"exit{i}{n}"), ["destination_uuid"] = n == "Other" ? Id(uuid, $"ask{i}") : next })]),
        };
    }

    private static string Id(Guid flow, string part) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{flow}/{part}")).AsSpan(0, 16)).ToString();
}
