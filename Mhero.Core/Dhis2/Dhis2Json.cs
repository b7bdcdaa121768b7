using Mhero.Core.Json;

namespace Mhero.Core.Dhis2;

/// <summary>Reads DHIS2's answers.</summary>
internal static class Dhis2Json
{
    /// <summary>Parses an answer. Parts that are not text are replaced.</summary>
    /// <param name="json">The answer in UTF-8.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(JsonRepair.Repair(json));

    /// <summary>A member that is a text; null for anything else.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">The member.</param>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
