using System.Text.RegularExpressions;

namespace Mhero.Core.Tests.Publishing;

/// <summary>
/// The rules of the Flow Results specification 1.1.0 for descriptors and rows, in our own words: members, types and patterns of a package, its one resource, the columns,
/// the questions by their type, and the seven columns of a row.
/// </summary>
internal static partial class PublishedPackageRules
{
    private static readonly (string Name, string Type)[] Columns =
    [
        ("timestamp", "datetime"), ("row_id", "string"), ("contact_id", "string"), ("session_id", "string"), ("question_id", "string"), ("response", "any"), ("response_metadata", "object"),
    ];

    private static readonly string[] Types =
        ["select_one", "select_many", "numeric", "open", "text", "image", "video", "audio", "geo_point", "datetime", "date", "time", "message"];

    /// <summary>The faults of a descriptor, each with its place.</summary>
    public static List<string> FaultsOf(JsonObject package)
    {
        var faults = new List<string>();
        Members(package, "package", faults, ["profile", "flow_results_specification_version", "created", "modified", "id", "resources"], ["name", "title"]);
        Check(Is(package["profile"], "flow-results-package"), "profile", faults);
        Check(Version().IsMatch(Text(package["flow_results_specification_version"])), "flow_results_specification_version", faults);
        Check(IsTime(package["created"]), "created is no time of RFC 3339", faults);
        Check(IsTime(package["modified"]), "modified is no time of RFC 3339", faults);
        Check(Guid.TryParseExact(Text(package["id"]), "D", out _), "id is no UUID", faults);
        Check(package["name"] is null || Name().IsMatch(Text(package["name"])), $"name is '{package["name"]}'", faults);
        var resources = package["resources"] as JsonArray;
        Check(resources is [JsonObject], "not exactly one resource", faults);
        if (resources is [JsonObject resource])
        {
            Resource(resource, faults);
        }

        return faults;
    }

    /// <summary>The faults of rows of a package.</summary>
    public static List<string> FaultsOf(JsonArray rows, JsonObject package)
    {
        var faults = new List<string>();
        var questions = package["resources"]![0]!["schema"]!["questions"]!.AsObject();
        Check(rows.Select(r => Text(r![1])).Distinct().Count() == rows.Count, "row ids are not unique", faults);
        foreach (var row in rows.Select(r => r!.AsArray()))
        {
            var at = "row " + Text(row[1]);
            Check(row.Count == Columns.Length, at + ": not seven columns", faults);
            Check(row[0] is null || (IsTime(row[0]) && !Text(row[0]).EndsWith('Z')), at + ": timestamp", faults);
            Check(Text(row[1]).Length > 0 && Text(row[3]).Length > 0, at + ": an id is missing", faults);
            Check(row[6] is JsonObject, at + ": metadata is no object", faults);
            if (questions[Text(row[4])] is JsonObject question)
            {
                Response(row[5], row[6] as JsonObject, question, at, faults);
            }
            else
            {
                faults.Add(at + ": its question is not in the package");
            }
        }

        return faults;
    }

    private static void Resource(JsonObject resource, List<string> faults)
    {
        Members(resource, "resource", faults, ["name", "profile", "access_method", "mediatype", "encoding", "schema"], ["path", "api_data_url"]);
        Check(Is(resource["profile"], "data-resource"), "resource.profile", faults);
        Check(resource["path"] is null != resource["api_data_url"] is null, "resource has not exactly one of path and api_data_url", faults);
        Check(Is(resource["access_method"], resource["path"] is null ? "api" : "file"), "resource.access_method", faults);
        Check(Name().IsMatch(Text(resource["name"])), $"resource.name is '{resource["name"]}'", faults);
        if (resource["schema"] is not JsonObject schema)
        {
            return;
        }

        Members(schema, "schema", faults, ["fields", "questions"], ["language"]);
        Check(schema["language"] is null || Iso().IsMatch(Text(schema["language"])), $"schema.language is '{schema["language"]}'", faults);
        Check((schema["fields"] as JsonArray ?? []).Select(f => (Text(f!["name"]), Text(f["type"]))).SequenceEqual(Columns), "schema.fields", faults);
        foreach (var (id, question) in schema["questions"] as JsonObject ?? [])
        {
            Question(question as JsonObject ?? [], "question " + id, faults);
        }
    }

    private static void Question(JsonObject question, string at, List<string> faults)
    {
        Members(question, at, faults, ["type", "label", "type_options"], ["semantic_labels", "is_personal_information", "set_contact_property", "set_group_membership"]);
        var type = Text(question["type"]);
        Check(Types.Contains(type), $"{at}: type is '{type}'", faults);
        Check(Text(question["label"]).Length > 0, at + ": no label", faults);
        var options = question["type_options"] as JsonObject ?? [];
        var choices = options["choices"] as JsonArray;
        Check(choices is not null == type is "select_one" or "select_many", at + ": choices", faults);
        Check(choices is null || choices.Select(Text).Distinct().Count() == choices.Count, at + ": a choice is there twice", faults);
        Check(options["range"] is null || (options["range"] is JsonArray { Count: 2 } range && range.All(IsNumber)), at + ": range", faults);
        Check(question["semantic_labels"] is null or JsonArray, at + ": semantic_labels", faults);
        Check(question["is_personal_information"] is null || question["is_personal_information"]!.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False, at + ": is_personal_information", faults);
    }

    private static void Response(JsonNode? response, JsonObject? metadata, JsonObject question, string at, List<string> faults)
    {
        var holds = response is null || Text(question["type"]) switch
        {
            "select_many" => response is JsonArray,
            "numeric" => IsNumber(response),
            "open" => metadata?["type"] is not null && metadata["type_options"] is JsonObject,
            "date" => Date().IsMatch(Text(response)),
            "datetime" => IsTime(response),
            "geo_point" => response is JsonArray,
            _ => response is JsonValue,
        };
        Check(holds, $"{at}: the response is no {question["type"]}", faults);
    }

    private static void Members(JsonObject json, string at, List<string> faults, string[] required, string[] optional)
    {
        faults.AddRange(required.Where(r => json[r] is null).Select(r => $"{at}: {r} is missing"));
        faults.AddRange(json.Select(p => p.Key).Except(required.Concat(optional)).Select(k => $"{at}: {k} is not a member"));
    }

    private static bool IsTime(JsonNode? node) =>
        Time().IsMatch(Text(node)) && DateTimeOffset.TryParse(Text(node), CultureInfo.InvariantCulture, out _);

    private static bool IsNumber(JsonNode? node) => node?.GetValueKind() is System.Text.Json.JsonValueKind.Number;

    private static bool Is(JsonNode? node, string text) => Text(node) == text;

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    private static void Check(bool holds, string fault, List<string> faults)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }

    [GeneratedRegex("^[a-z0-9._-]+$")]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z]{3}$")]
    private static partial Regex Iso();

    [GeneratedRegex(@"^\d+\.\d+\.\d+(-rc\d+)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Version();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d$")]
    private static partial Regex Date();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Time();
}
