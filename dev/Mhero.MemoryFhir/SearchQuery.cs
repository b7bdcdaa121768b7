namespace Mhero.MemoryFhir;

/// <summary>A search: the conditions, the order, and the content of its pages.</summary>
/// <param name="Terms">The parameters that a resource has to match.</param>
internal sealed record SearchQuery(IReadOnlyList<SearchTerm> Terms)
{
    private const int DefaultCount = 20;
    private const int MaxCount = 1000;

    public string? Sort { get; private init; }

    public int Count { get; private init; } = DefaultCount;

    /// <summary>The members of the resources that are asked for; null for all.</summary>
    public IReadOnlySet<string>? Elements { get; private init; }

    /// <summary>The member whose resources the pages contain besides, of an <c>_include</c>; null for none.</summary>
    public string? Include { get; private init; }

    public static SearchQuery Read(string query)
    {
        var search = new SearchQuery([]);
        foreach (var (name, value) in query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => (Decode(p[0]), Decode(p.ElementAtOrDefault(1) ?? ""))))
        {
            search = name switch
            {
                "_count" => search with { Count = Math.Min(int.Parse(value, CultureInfo.InvariantCulture), MaxCount) },
                "_sort" => search with { Sort = value },
                "_elements" => search with { Elements = value.Split(',').ToHashSet(StringComparer.Ordinal) },
                "_include" => search with { Include = value.Split(':')[1] },
                "_total" => search,
                _ => search with { Terms = [.. search.Terms, SearchTerm.Read(name, value)] },
            };
        }

        return search;
    }

    public bool Matches(StoredResource resource) => Terms.All(t => t.Matches(resource));

    /// <summary>The resources in the order of the search; without one, by the length of the id and by the id.</summary>
    public IEnumerable<StoredResource> Order(IEnumerable<StoredResource> found) => Sort switch
    {
        "_lastUpdated" => found.OrderBy(r => r.Updated).ThenBy(r => r.Id, StringComparer.Ordinal),
        "-_lastUpdated" => found.OrderByDescending(r => r.Updated).ThenBy(r => r.Id, StringComparer.Ordinal),
        null or "" => found.OrderBy(r => r.Id.Length).ThenBy(r => r.Id, StringComparer.Ordinal),
        _ => throw new NotSupportedException($"_sort={Sort}"),
    };

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
