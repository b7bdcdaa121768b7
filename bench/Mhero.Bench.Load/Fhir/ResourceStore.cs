using System.Globalization;
using System.Text.Json;

namespace Mhero.Bench.Load.Fhir;

/// <summary>The resources of all types, with the indexes that the sync's searches need. Safe from any thread.</summary>
internal sealed class ResourceStore(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, TypeStore> types = new(StringComparer.Ordinal);
    private long lastTick;
    private int ids;

    /// <summary>Stores a new state, whoever had the id before.</summary>
    /// <param name="sent">The resource as it came.</param>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id; null lets the server choose.</param>
    /// <param name="ifMatch">The version that has to be there; null for any.</param>
    /// <param name="updated">Microseconds since 1970 for seeds; null for now.</param>
    /// <returns>The new state and whether it is the first one; null when <paramref name="ifMatch"/> does not hold.</returns>
    public (StoredResource Resource, bool Created)? Put(JsonElement sent, string type, string? id, string? ifMatch, long? updated = null)
    {
        lock (gate)
        {
            var store = Of(type);
            id ??= string.Create(CultureInfo.InvariantCulture, $"s{++ids}");
            var before = store.Find(id);
            if (ifMatch is not null && ifMatch != before?.ETag)
            {
                return null;
            }

            var stored = ResourceJson.Store(sent, type, id, (before?.Version ?? 0) + 1, Tick(updated));
            store.Add(stored, before);
            return (stored, before is null);
        }
    }

    /// <summary>Stores a resource unless others match the identifiers already.</summary>
    /// <returns>The state and whether it is new; null when several match.</returns>
    public (StoredResource Resource, bool Created)? Create(JsonElement sent, string type, IReadOnlyList<string>? ifNoneExist)
    {
        lock (gate)
        {
            var there = ifNoneExist is null ? [] : Of(type).ByIdentifier(ifNoneExist).ToList();
            return there.Count switch
            {
                0 => Put(sent, type, null, null),
                1 => (there[0], false),
                _ => null,
            };
        }
    }

    /// <summary>Replaces the one resource that matches, or makes one when none does.</summary>
    /// <returns>The new state and whether it is the first one; null when several match.</returns>
    public (StoredResource Resource, bool Created)? PutWhere(JsonElement sent, SearchQuery condition)
    {
        lock (gate)
        {
            return Of(condition.Type).Select(condition, long.MinValue).Take(2).ToList() switch
            {
                [] => Put(sent, condition.Type, null, null),
                [var one] => Put(sent, condition.Type, one.Id, null),
                _ => null,
            };
        }
    }

    /// <summary>Removes a resource.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Delete(string type, string id)
    {
        lock (gate)
        {
            if (Of(type).Find(id) is not { } stored)
            {
                return false;
            }

            Of(type).Remove(stored);
            return true;
        }
    }

    public StoredResource? Find(string type, string id)
    {
        lock (gate)
        {
            return Of(type).Find(id);
        }
    }

    /// <summary>A page of a search, by time: at most <paramref name="count"/> states that came after <paramref name="after"/>.</summary>
    public (List<StoredResource> Page, bool More) Search(SearchQuery query, long after, int count)
    {
        lock (gate)
        {
            var store = Of(query.Type);
            var page = store.Select(query, after).Take(count + 1).ToList();
            var more = page.Count > count;
            if (more)
            {
                page.RemoveAt(count);
            }

            return (page, more);
        }
    }

    public List<StoredResource> All(string type)
    {
        lock (gate)
        {
            return [.. Of(type).Since(long.MinValue)];
        }
    }

    private TypeStore Of(string type) => types.TryGetValue(type, out var store) ? store : types[type] = new TypeStore();

    /// <summary>Now, but later than the last time, or the order of changes would not be the order of their times.</summary>
    private long Tick(long? updated) => lastTick = Math.Max(updated ?? (clock.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond, lastTick + 1);
}
