namespace Mhero.Core.Fhir;

/// <summary>Type, id and version out of a location: <c>[base/]Type/id[/_history/version]</c>.</summary>
internal static class ResourceLocation
{
    /// <summary>
    /// A reference as <c>Type/id</c>, also when the server writes its own address before it or a version behind it. Equal references are
    /// only equal texts in this form.
    /// </summary>
    /// <param name="reference">The reference; null is allowed.</param>
    /// <returns>Null when it names no resource by type and id.</returns>
    public static string? RelativeOf(string? reference) => Parse(reference) is ({ } type, { } id, _) ? $"{type}/{id}" : null;

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
