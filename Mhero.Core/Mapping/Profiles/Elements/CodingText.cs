using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>A coding as settings write it: <c>system|code</c> or <c>system|code|display</c>.</summary>
internal static class CodingText
{
    /// <summary>Reads it.</summary>
    /// <returns>The coding; null when the text is not one.</returns>
    public static Coding? Read(string? text)
    {
        var parts = text?.Split('|', 3, StringSplitOptions.TrimEntries) ?? [];
        return parts is [{ Length: > 0 } system, { Length: > 0 } code, ..] && Uri.TryCreate(system, UriKind.Absolute, out _) && !code.Contains(' ', StringComparison.Ordinal)
            ? new Coding(system, code) { Display = parts is [_, _, { Length: > 0 } display] ? display : null }
            : null;
    }
}
