namespace Mhero.Bench.Load.Fhir;

/// <summary>The resources of one type. The caller holds the store's lock.</summary>
internal sealed class TypeStore
{
    private readonly Dictionary<string, StoredResource> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> byIdentifier = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> byPractitioner = new(StringComparer.Ordinal);

    // Every state in the order of its time, since time only grows; what was replaced is passed over and swept out at times.
    private List<StoredResource> log = [];

    public StoredResource? Find(string id) => byId.GetValueOrDefault(id);

    public void Remove(StoredResource stored)
    {
        byId.Remove(stored.Id);
        RemoveFromIndexes(stored);
    }

    public void Add(StoredResource stored, StoredResource? before)
    {
        if (before is not null)
        {
            RemoveFromIndexes(before);
        }

        byId[stored.Id] = stored;
        foreach (var key in stored.Identifiers.SelectMany(Keys))
        {
            Set(byIdentifier, key).Add(stored.Id);
        }

        if (stored.Practitioner is not null)
        {
            Set(byPractitioner, stored.Practitioner).Add(stored.Id);
        }

        log.Add(stored);
        if (log.Count > 1000 && log.Count > 2 * byId.Count)
        {
            log = [.. log.Where(IsCurrent)];
        }
    }

    /// <summary>What a search finds after a time, by time.</summary>
    public IEnumerable<StoredResource> Select(SearchQuery query, long after)
    {
        var found = query switch
        {
            { Ids: { } ids } => ids.Distinct().Select(Find).OfType<StoredResource>(),
            { Identifiers: { } identifiers } => ByIdentifier(identifiers),
            { Practitioners: { } practitioners } => practitioners.Distinct().SelectMany(p => Resources(byPractitioner, p)),
            { Subjects: { } subjects } => byId.Values.Where(r => r.Subject is not null && subjects.Contains(r.Subject)),
            { Url: { } url } => byId.Values.Where(r => r.Url == url && (query.BusinessVersion is not { } version || r.BusinessVersion == version)),
            { Name: { } name } => byId.Values.Where(r => r.Name?.StartsWith(name, StringComparison.OrdinalIgnoreCase) == true),
            _ => null,
        };
        return found is null
            ? Since(Math.Max(query.Since, after == long.MinValue ? after : after + 1))
            : found.Where(r => r.Updated > after && r.Updated >= query.Since).OrderBy(r => r.Updated);
    }

    public IEnumerable<StoredResource> ByIdentifier(IReadOnlyList<string> identifiers) =>
        identifiers.SelectMany(i => Resources(byIdentifier, i)).DistinctBy(r => r.Id);

    public IEnumerable<StoredResource> Since(long time)
    {
        int low = 0, high = log.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = log[middle].Updated < time ? (middle + 1, high) : (low, middle);
        }

        for (var i = low; i < log.Count; i++)
        {
            if (IsCurrent(log[i]))
            {
                yield return log[i];
            }
        }
    }

    private void RemoveFromIndexes(StoredResource stored)
    {
        foreach (var key in stored.Identifiers.SelectMany(Keys))
        {
            byIdentifier[key].Remove(stored.Id);
        }

        if (stored.Practitioner is not null)
        {
            byPractitioner[stored.Practitioner].Remove(stored.Id);
        }
    }

    private bool IsCurrent(StoredResource resource) => ReferenceEquals(Find(resource.Id), resource);

    /// <summary>An identifier is found with its system and without.</summary>
    private static string[] Keys(string identifier) => [identifier, identifier[(identifier.IndexOf('|', StringComparison.Ordinal) + 1)..]];

    private IEnumerable<StoredResource> Resources(Dictionary<string, HashSet<string>> index, string key) =>
        index.TryGetValue(key, out var ids) ? ids.Select(id => byId[id]) : [];

    private static HashSet<string> Set(Dictionary<string, HashSet<string>> index, string key) =>
        index.TryGetValue(key, out var set) ? set : index[key] = [];
}
