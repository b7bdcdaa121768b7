using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Mhero.Bench.Load.Fhir;

/// <summary>
/// The searches that the stand-in knows: by id, by identifier, by practitioner, by subject, by url, by name, by time. Whatever else is asked
/// is refused, so that a bench never measures a search that a real server would have done otherwise.
/// </summary>
internal sealed record SearchQuery(string Type)
{
    private const int DefaultCount = 20;
    private const int MaxCount = 1000;

    // Copies of the record share the list: they are stages of one reading.
    private readonly List<KeyValuePair<string, string>> sent = [];

    public IReadOnlyList<string>? Ids { get; private init; }

    public IReadOnlyList<string>? Identifiers { get; private init; }

    public IReadOnlyList<string>? Practitioners { get; private init; }

    public IReadOnlyList<string>? Subjects { get; private init; }

    public string? Url { get; private init; }

    public string? BusinessVersion { get; private init; }

    public string? Name { get; private init; }

    public long Since { get; private init; } = long.MinValue;

    public int Count { get; private init; } = DefaultCount;

    public IReadOnlySet<string>? Elements { get; private init; }

    /// <summary>The parameter that decides what kind of search it is, for the counters.</summary>
    public string By => this switch
    {
        { Ids: not null } => "_id",
        { Identifiers: not null } => "identifier",
        { Practitioners: not null } => "practitioner",
        { Subjects: not null } => "subject",
        { Url: not null } => "url",
        { Name: not null } => "name",
        _ => "_lastUpdated",
    };

    /// <exception cref="FhirRefusal">A parameter is not known.</exception>
    public static SearchQuery Read(string type, IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        var query = new SearchQuery(type);
        foreach (var (name, values) in parameters)
        {
            foreach (var value in values)
            {
                query = query.With(name, value ?? "");
                query.sent.Add(new(name, value ?? ""));
            }
        }

        return query;
    }

    /// <summary>What a conditional write is to find: by identifier, or by url and version.</summary>
    public static SearchQuery Condition(string type, string condition)
    {
        var query = Read(type, Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(condition));
        return query is { Identifiers: not null } or { Url: not null, BusinessVersion: not null }
            ? query
            : throw new FhirRefusal(400, "A condition has to be an identifier, or a url with a version.");
    }

    /// <summary>The identifiers of a condition such as <c>identifier=system|value</c>.</summary>
    public static IReadOnlyList<string> IdentifiersOf(string condition)
    {
        var parameters = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(condition);
        return parameters is { Count: 1 } && parameters.TryGetValue("identifier", out var value)
            ? Values(value.ToString())
            : throw new FhirRefusal(400, "A condition has to be an identifier and nothing else.");
    }

    /// <summary>The parameters as they came, for the link to the next page.</summary>
    public string ToQuery() => string.Join('&', sent.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));

    private SearchQuery With(string name, string value) => name switch
    {
        "_id" => this with { Ids = Values(value) },
        "identifier" => this with { Identifiers = Values(value) },
        "practitioner" => this with { Practitioners = Values(value) },
        "subject" => this with { Subjects = Values(value) },
        "url" => this with { Url = One(name, value) },
        "version" => this with { BusinessVersion = One(name, value) },
        "name" => this with { Name = One(name, value) },
        "_lastUpdated" when value.StartsWith("ge", StringComparison.Ordinal) && FhirInstant.TryRead(value[2..], out var since) => this with { Since = since },
        "_sort" when value == "_lastUpdated" => this,
        "_count" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 => this with { Count = Math.Min(count, MaxCount) },
        "_elements" => this with { Elements = Values(value).ToHashSet(StringComparer.Ordinal) },
        _ => throw new FhirRefusal(400, $"The search parameter {name} with this value is not supported."),
    };

    private static string One(string name, string value) =>
        Values(value) is [var one] ? one : throw new FhirRefusal(400, $"One {name} at a time.");

    /// <summary>Cuts at commas that are not escaped, and takes the escapes away.</summary>
    private static List<string> Values(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return [.. text.Split(',')];
        }

        var values = new List<string>();
        var one = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ',')
            {
                values.Add(one.ToString());
                one.Clear();
            }
            else
            {
                one.Append(text[i] == '\\' && i + 1 < text.Length ? text[++i] : text[i]);
            }
        }

        values.Add(one.ToString());
        return values;
    }
}
