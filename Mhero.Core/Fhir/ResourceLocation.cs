namespace Mhero.Core.Fhir;

/// <summary>Type, id and version out of a location: <c>[base/]Type/id[/_history/version]</c>.</summary>
internal static class ResourceLocation
{
    public static (string? Type, string? Id, string? Version) Parse(string? location)
    {
        if (string.IsNullOrEmpty(location))
        {
            return default;
        }

        var parts = location.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var history = Array.LastIndexOf(parts, "_history");
        var end = history >= 0 ? history : parts.Length;
        return end < 2 ? default : (parts[end - 2], parts[end - 1], history >= 0 && history + 1 < parts.Length ? parts[history + 1] : null);
    }
}
