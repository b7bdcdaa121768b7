using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Mhero.FaultSimulation.Registry;

/// <summary>A search parameter, of those that mHero sends. Another one is an error of the test, not an empty answer.</summary>
internal sealed class SearchTerm
{
    private static readonly HashSet<string> Controls = new(["_count", "_sort", "_elements", "_include", "_total"], StringComparer.Ordinal);

    private readonly List<string> _asked;
    private readonly Predicate<JsonObject> _matches;

    public SearchTerm(string name, string value)
    {
        (Name, Value) = (name, value);
        _asked = Controls.Contains(name) ? [] : Split(value, ',');
        _matches = MatchOf(name, value);
    }

    public string Name { get; }

    public string Value { get; }

    public bool Matches(JsonObject resource) => _matches(resource);

    private Predicate<JsonObject> MatchOf(string name, string value)
    {
        if (Controls.Contains(name))
        {
            return _ => true;
        }

        if (name is "_lastUpdated" or "authored")
        {
            var (isFrom, time) = (value.StartsWith("ge", StringComparison.Ordinal), DateTimeOffset.Parse(value[2..], CultureInfo.InvariantCulture));
            if (!isFrom && (name == "_lastUpdated" || !value.StartsWith("lt", StringComparison.Ordinal)))
            {
                throw new NotSupportedException($"{name}={value}");
            }

            return r => TimeOf(name == "authored" ? r["authored"] : r["meta"]?["lastUpdated"]) is { } at && isFrom == at >= time;
        }

        return name switch
        {
            "identifier" => Tokens(r => r["identifier"], "system", "value"),
            "_id" => Texts("id"),
            "_tag" => Tokens(r => r["meta"]?["tag"], "system", "code"),
            "url" or "version" or "name" or "status" => Texts(name),
            "active" => r => (r["active"]?.ToJsonString() ?? "") == value,
            "type" => Either(Texts("type"), Tokens(r => r["type"]?["coding"], "system", "code")),
            "partof" => References(r => r["partOf"]),
            "organization" => References(r => Text(r["resourceType"]) == "Location" ? r["managingOrganization"] : r["organization"]),
            "based-on" => References(r => r["basedOn"]),
            "link" => r => (r["link"] as JsonArray)?.Any(l => References(_ => l?["target"])(r)) == true,
            "practitioner" or "subject" or "location" => References(r => r[name]),
            _ => throw new NotSupportedException($"The search parameter {name} is not one that the registry of the simulation knows."),
        };
    }

    private static Predicate<JsonObject> Either(Predicate<JsonObject> one, Predicate<JsonObject> other) => r => one(r) || other(r);

    private Predicate<JsonObject> Texts(string member)
    {
        var asked = _asked.ConvertAll(Unescape);
        return r => Text(r[member]) is { } text && asked.Contains(text);
    }

    private Predicate<JsonObject> Tokens(Func<JsonObject, JsonNode?> of, string system, string value)
    {
        var asked = _asked.ConvertAll(one => Split(one, '|').ConvertAll(Unescape));
        return r => of(r) switch
        {
            JsonArray all => all.Any(t => IsAsked(t as JsonObject)),
            JsonObject one => IsAsked(one),
            _ => false,
        };

        bool IsAsked(JsonObject? token) => token is not null && asked.Exists(a => a switch
        {
            [var s, var v] => (Text(token[system]) ?? "") == s && Text(token[value]) == v,
            [var v] => Text(token[value]) == v,
            _ => false,
        });
    }

    private Predicate<JsonObject> References(Func<JsonObject, JsonNode?> of)
    {
        var asked = _asked.ConvertAll(Unescape);
        return r => Refers(of(r));

        bool Refers(JsonNode? node) => node switch
        {
            JsonArray all => all.Any(Refers),
            JsonObject one => Text(one["reference"]) is { } reference && asked.Exists(a => reference == a || reference.EndsWith("/" + a, StringComparison.Ordinal)),
            _ => false,
        };
    }

    private static DateTimeOffset? TimeOf(JsonNode? node) => Text(node) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

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
