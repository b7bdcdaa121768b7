using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Mhero.FaultSimulation.Registry;

/// <summary>The search parameters that mHero sends. Another one is an error of the test, not an empty answer.</summary>
internal static class SearchTerms
{
    private static readonly HashSet<string> Controls = new(["_count", "_sort", "_elements", "_include", "_total"], StringComparer.Ordinal);

    public static bool Matches(JsonObject resource, string name, string value)
    {
        if (Controls.Contains(name))
        {
            return true;
        }

        if (name == "_lastUpdated")
        {
            return value.StartsWith("ge", StringComparison.Ordinal)
                ? Updated(resource) >= DateTimeOffset.Parse(value[2..], CultureInfo.InvariantCulture)
                : throw new NotSupportedException($"_lastUpdated={value}");
        }

        return Split(value, ',').Any(one => name switch
        {
            "identifier" => Tokens(resource["identifier"], "system", "value").Any(t => IsToken(t, one)),
            "_id" => Text(resource["id"]) == Unescape(one),
            "_tag" => Tokens(resource["meta"]?["tag"], "system", "code").Any(t => IsToken(t, one)),
            "url" or "version" or "name" or "status" => Text(resource[name]) == Unescape(one),
            "active" => (resource["active"]?.ToJsonString() ?? "") == one,
            "type" => Text(resource["type"]) == Unescape(one) || Tokens(resource["type"]?["coding"], "system", "code").Any(t => IsToken(t, one)),
            "partof" => Refers(resource["partOf"], one),
            "organization" when Text(resource["resourceType"]) == "Location" => Refers(resource["managingOrganization"], one),
            "based-on" => Refers(resource["basedOn"], one),
            "link" => (resource["link"] as JsonArray)?.Any(l => Refers(l?["target"], one)) == true,
            "practitioner" or "subject" or "location" or "organization" => Refers(resource[name], one),
            _ => throw new NotSupportedException($"The search parameter {name} is not one that the registry of the simulation knows."),
        });
    }

    public static DateTimeOffset Updated(JsonObject resource) =>
        DateTimeOffset.Parse(Text(resource["meta"]?["lastUpdated"])!, CultureInfo.InvariantCulture);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static IEnumerable<(string? System, string? Value)> Tokens(JsonNode? node, string system, string value) => node switch
    {
        JsonArray all => all.OfType<JsonObject>().Select(o => (Text(o[system]), Text(o[value]))),
        JsonObject one => [(Text(one[system]), Text(one[value]))],
        _ => [],
    };

    private static bool IsToken((string? System, string? Value) token, string asked) => Split(asked, '|') switch
    {
        [var system, var value] => (token.System ?? "") == Unescape(system) && token.Value == Unescape(value),
        [var value] => token.Value == Unescape(value),
        _ => false,
    };

    private static bool Refers(JsonNode? node, string asked) => node switch
    {
        JsonArray all => all.Any(n => Refers(n, asked)),
        JsonObject one => Text(one["reference"]) is { } reference && (reference == Unescape(asked) || reference.EndsWith("/" + Unescape(asked), StringComparison.Ordinal)),
        _ => false,
    };

    private static List<string> Split(string text, char at)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                part.Append(text[i]).Append(text[++i]);
            }
            else if (text[i] == at)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(text[i]);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(text[i] == '\\' && i + 1 < text.Length ? text[++i] : text[i]);
        }

        return plain.ToString();
    }
}
