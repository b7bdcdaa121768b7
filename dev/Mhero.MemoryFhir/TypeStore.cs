namespace Mhero.MemoryFhir;

/// <summary>The resources of one type with the indexes of their searches.</summary>
internal sealed class TypeStore
{
    private readonly Dictionary<string, StoredResource> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<StoredResource>> _byKey = new(StringComparer.Ordinal);

    // Every version in the order of its time, since time does not go back; replaced versions are passed over and removed at times.
    private List<StoredResource> _log = [];

    /// <summary>The current states, deleted ones included.</summary>
    public IReadOnlyCollection<StoredResource> All => _byId.Values;

    public StoredResource? Find(string id) => _byId.GetValueOrDefault(id);

    public void Set(StoredResource stored)
    {
        Remove(stored.Id);
        Index(stored);
        _log.Add(stored);
        if (_log.Count > 1000 && _log.Count > 2 * _byId.Count)
        {
            _log.RemoveAll(r => !IsCurrent(r));
        }
    }

    /// <summary>Takes a write back.</summary>
    /// <param name="id">The resource.</param>
    /// <param name="before">Its state before the write; null for none.</param>
    public void Restore(string id, StoredResource? before)
    {
        Remove(id);
        if (before is not null)
        {
            Index(before);
        }

        _log = [.. _byId.Values.OrderBy(r => r.Updated)];
    }

    /// <summary>The current states among which all are that a search finds.</summary>
    public IEnumerable<StoredResource> Candidates(SearchQuery query)
    {
        if (query.Terms.FirstOrDefault(t => t.Name == "_id") is { } ids)
        {
            return ids.Values.Distinct().Select(Find).OfType<StoredResource>();
        }

        if (query.Terms.Where(t => t.IsKey).MinBy(t => t.Values.Sum(v => Of(v).Count)) is { } keys)
        {
            return keys.Values.SelectMany(Of).Distinct();
        }

        return query.Terms.FirstOrDefault(t => t.Name == "_lastUpdated") is { } time ? Since(time.Since) : All;
    }

    private IEnumerable<StoredResource> Since(DateTimeOffset time)
    {
        int low = 0, high = _log.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _log[middle].Updated < time ? (middle + 1, high) : (low, middle);
        }

        return _log.Skip(low).Where(IsCurrent);
    }

    private void Index(StoredResource stored)
    {
        _byId[stored.Id] = stored;
        foreach (var key in stored.Keys)
        {
            (_byKey.TryGetValue(key, out var all) ? all : _byKey[key] = []).Add(stored);
        }
    }

    private void Remove(string id)
    {
        if (_byId.Remove(id, out var stored))
        {
            foreach (var key in stored.Keys)
            {
                _byKey[key].Remove(stored);
            }
        }
    }

    private bool IsCurrent(StoredResource resource) => ReferenceEquals(Find(resource.Id), resource);

    private HashSet<StoredResource> Of(string key) => _byKey.GetValueOrDefault(key) ?? [];
}
