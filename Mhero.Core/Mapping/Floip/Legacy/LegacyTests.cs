using Mhero.Core.Mapping.Floip.Flows;

namespace Mhero.Core.Mapping.Floip.Legacy;

/// <summary>Migrates the tests of rules.</summary>
internal static class LegacyTests
{
    /// <summary>Tests with the same arguments under another name; the argument is <c>test</c>.</summary>
    private static readonly Dictionary<string, string> WithTest = new(StringComparer.Ordinal)
    {
        ["contains"] = "has_all_words",
        ["contains_any"] = "has_any_word",
        ["contains_phrase"] = "has_phrase",
        ["contains_only_phrase"] = "has_only_phrase",
        ["starts"] = "has_beginning",
        ["regex"] = "has_pattern",
        ["eq"] = "has_number_eq",
        ["gt"] = "has_number_gt",
        ["gte"] = "has_number_gte",
        ["lt"] = "has_number_lt",
        ["lte"] = "has_number_lte",
        ["date_after"] = "has_date_gt",
        ["date_before"] = "has_date_lt",
        ["date_equal"] = "has_date_eq",
        ["district"] = "has_district",
    };

    private static readonly Dictionary<string, string> WithoutTest = new(StringComparer.Ordinal)
    {
        ["number"] = "has_number",
        ["date"] = "has_date",
        ["phone"] = "has_phone",
        ["has_email"] = "has_email",
        ["not_empty"] = "has_text",
        ["state"] = "has_state",
    };

    /// <summary>The case of a test.</summary>
    /// <param name="test">The test.</param>
    /// <param name="uuid">The case's UUID.</param>
    /// <param name="category">The category of the rule.</param>
    /// <param name="texts">Reads texts and keeps translations.</param>
    /// <param name="path">The node.</param>
    /// <returns>Null for a test that specification 13 does not have.</returns>
    public static JsonObject? CaseOf(JsonObject test, string uuid, string category, LegacyTexts texts, string path)
    {
        string Argument(string key) => texts.Base(test[key], path) ?? "";
        var type = FlowNodeJson.Text(test, "type") ?? "";
        (string Type, string[] Arguments)? made = type switch
        {
            _ when WithTest.TryGetValue(type, out var named) => (named, [Argument("test")]),
            _ when WithoutTest.TryGetValue(type, out var bare) => (bare, []),
            "between" => ("has_number_between", [Argument("min"), Argument("max")]),
            "ward" => ("has_ward", [Argument("district"), Argument("state")]),
            "in_group" => ("has_group", [FlowNodeJson.Text(test["test"] as JsonObject, "uuid") ?? "", FlowNodeJson.Text(test["test"] as JsonObject, "name") ?? ""]),
            "subflow" => ("has_only_text", [Argument("exit_type")]),
            "webhook_status" => ("has_only_text", [Argument("status") == "success" ? "Success" : "Failure"]),
            _ => null,
        };
        if (made is not { } found)
        {
            return null;
        }

        texts.Translate(test["test"] is JsonObject localized && type != "in_group" ? localized : null, uuid, "arguments", path);
        return new JsonObject
        {
            ["uuid"] = uuid,
            ["type"] = found.Type,
            ["arguments"] = new JsonArray([.. found.Arguments.Select(a => (JsonNode?)a)]),
            ["category_uuid"] = category,
        };
    }
}
