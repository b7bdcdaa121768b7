namespace Mhero.MemoryFhir;

/// <summary>A parameter of a search with its values, any of which is enough.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Values">Keys of the resources that it finds; ids, beginnings of names or no values for <c>_id</c>, <c>name</c> and the times.</param>
internal sealed record SearchTerm(string Name, IReadOnlyList<string> Values)
{
    public bool IsKey => Name is not ("_id" or "_lastUpdated" or "authored" or "name");

    /// <summary>The time from which a search by <c>_lastUpdated</c> or <c>authored</c> finds resources.</summary>
    public DateTimeOffset Since { get; private init; }

    /// <summary>The time before which a search by <c>_lastUpdated</c> or <c>authored</c> finds resources.</summary>
    public DateTimeOffset Until { get; private init; } = DateTimeOffset.MaxValue;

    /// <exception cref="NotSupportedException">mHero does not search like this, so that a test that sees it has to be told.</exception>
    public static SearchTerm Read(string name, string value)
    {
        if (name is "_lastUpdated" or "authored")
        {
            return (name, value[..2]) switch
            {
                (_, "ge") => new SearchTerm(name, []) { Since = DateTimeOffset.Parse(value[2..], CultureInfo.InvariantCulture) },
                // Times are compared to the millisecond.
                (_, "le") => new SearchTerm(name, []) { Until = DateTimeOffset.Parse(value[2..], CultureInfo.InvariantCulture).AddMilliseconds(1) },
                ("authored", "lt") => new SearchTerm(name, []) { Until = DateTimeOffset.Parse(value[2..], CultureInfo.InvariantCulture) },
                _ => throw new NotSupportedException($"{name}={value}"),
            };
        }

        if (!SearchParameters.Knows(name))
        {
            throw new NotSupportedException($"The search parameter {name} is not one that the registry in memory knows.");
        }

        var values = Split(value, ',').ToList();
        return name is "_id" or "name"
            ? new SearchTerm(name, [.. values.Select(Unescape)])
            : new SearchTerm(name, [.. values.Select(one => Split(one, '|') switch
            {
                [var system, var token] => SearchParameters.Key(name, Unescape(token), Unescape(system)),
                _ => SearchParameters.Key(name, Unescape(one)),
            })]);
    }

    public bool Matches(StoredResource resource) => Name switch
    {
        "_id" => Values.Contains(resource.Id),
        "_lastUpdated" => resource.Updated >= Since && resource.Updated < Until,
        "authored" => resource.Authored is { } authored && authored >= Since && authored < Until,
        "name" => resource.Name is { } name && Values.Any(v => name.StartsWith(v, StringComparison.OrdinalIgnoreCase)),
        _ => Values.Any(resource.Keys.Contains),
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
