namespace Mhero.Core.Fhir;

/// <summary>Divides a transaction that is larger than a server takes, so that no part refers to one that comes after it.</summary>
internal static class TransactionParts
{
    /// <summary>Divides the entries.</summary>
    /// <param name="entries">The entries of the transaction.</param>
    /// <param name="most">Entries in one part, at most.</param>
    /// <param name="mostConditional">Entries in one part that has a conditional one, at most; null for as many as in others.</param>
    /// <returns>
    /// The entries' positions, part by part; one part in the order of the entries when they fit. Entries that refer to one another
    /// in a circle stay together even beyond the limit.
    /// </returns>
    public static IReadOnlyList<int[]> Divide(IReadOnlyList<FhirEntry> entries, int most, int? mostConditional)
    {
        if (Fits(entries, Enumerable.Range(0, entries.Count), most, mostConditional))
        {
            return [[.. Enumerable.Range(0, entries.Count)]];
        }

        var parts = new List<List<int>>();
        foreach (var circle in new ReferenceOrder(entries).Circles())
        {
            if (parts.Count > 0 && Fits(entries, parts[^1].Concat(circle), most, mostConditional))
            {
                parts[^1].AddRange(circle);
            }
            else
            {
                parts.Add([.. circle]);
            }
        }

        return parts.ConvertAll(part => part.ToArray());
    }

    /// <summary>The entry with references to what is written by now in place of those within the transaction.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="written">References (<c>Type/id</c>) by the full URLs of the entries that were written.</param>
    public static FhirEntry WithReferences(FhirEntry entry, IReadOnlyDictionary<string, string> written)
    {
        if (entry.Resource is null || written.Count == 0)
        {
            return entry;
        }

        var content = JsonNode.Parse(FhirJson.Serialize(entry.Resource))!;
        return Replace(content, written) ? entry with { Json = Encoding.UTF8.GetBytes(content.ToJsonString()) } : entry;
    }

    private static bool Fits(IReadOnlyList<FhirEntry> entries, IEnumerable<int> part, int most, int? mostConditional)
    {
        var some = part.ToList();
        return some.Count <= most && (mostConditional is null || some.Count <= mostConditional || !some.Exists(i => entries[i].IsConditional));
    }

    private static bool Replace(JsonNode? node, IReadOnlyDictionary<string, string> written)
    {
        var replaced = false;
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (value is JsonValue text && text.TryGetValue(out string? url) && written.TryGetValue(url, out var reference))
                    {
                        members[name] = reference;
                        replaced = true;
                    }
                    else
                    {
                        replaced |= Replace(value, written);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    replaced |= Replace(item, written);
                }

                break;
            default:
                break;
        }

        return replaced;
    }
}
