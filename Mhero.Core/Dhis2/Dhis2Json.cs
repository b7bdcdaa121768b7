using System.Text.Json;

namespace Mhero.Core.Dhis2;

/// <summary>Reads texts of DHIS2's answers.</summary>
internal static class Dhis2Json
{
    /// <summary>A member that is a text; null for anything else, and for a text that is not Unicode.</summary>
    /// <param name="element">The object.</param>
    /// <param name="name">The member.</param>
    public static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape.
            return null;
        }
    }
}
