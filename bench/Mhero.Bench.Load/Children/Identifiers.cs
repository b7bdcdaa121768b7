using Mhero.MemoryFhir;

namespace Mhero.Bench.Load.Children;

/// <summary>Reads the identifiers of resources.</summary>
internal static class Identifiers
{
    /// <summary>The values of the identifiers with the system. A QuestionnaireResponse has one and no list.</summary>
    public static IEnumerable<string> Of(StoredResource resource, string system)
    {
        if (!JsonElement.Parse(resource.Json).TryGetProperty("identifier", out var identifiers))
        {
            return [];
        }

        var all = identifiers.ValueKind == JsonValueKind.Array ? identifiers.EnumerateArray().ToList() : [identifiers];
        return all.Where(i => i.TryGetProperty("system", out var one) && one.GetString() == system).Select(i => i.GetProperty("value").GetString()!);
    }
}
