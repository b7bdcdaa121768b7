namespace Mhero.Core.Fhir;

/// <summary>Compares what was sent with what a server stored.</summary>
internal static class WrittenContent
{
    /// <summary>Whether the stored resource contains all that was sent. Elements that the server adds, and its ids and times, are ignored.</summary>
    /// <param name="sent">The resource as it was sent, JSON.</param>
    /// <param name="stored">The resource as the server has it, JSON.</param>
    public static bool Says(ReadOnlySpan<byte> sent, ReadOnlySpan<byte> stored)
    {
        var wanted = JsonNode.Parse(sent)!.AsObject();
        wanted.Remove("id");
        wanted.Remove("meta");
        return Covers(JsonNode.Parse(stored), wanted);
    }

    private static bool Covers(JsonNode? stored, JsonNode? sent) => sent switch
    {
        null => true,
        JsonObject members => stored is JsonObject there && members.All(m => Covers(there[m.Key], m.Value)),
        JsonArray items => stored is JsonArray list && list.Count == items.Count && items.Zip(list).All(pair => Covers(pair.Second, pair.First)),
        _ => stored is JsonValue value && (JsonNode.DeepEquals(value, sent) || IsAllocated(sent) || IsSameTime(value, sent)),
    };

    /// <summary>The server puts its own reference in place of one that was good within the bundle.</summary>
    private static bool IsAllocated(JsonNode sent) =>
        sent.AsValue().TryGetValue(out string? text) && text.StartsWith(StandardSystems.UrnUuid, StringComparison.Ordinal);

    private static bool IsSameTime(JsonValue stored, JsonNode sent) =>
        stored.TryGetValue(out DateTimeOffset there) && sent.AsValue().TryGetValue(out DateTimeOffset here) && there == here;
}
