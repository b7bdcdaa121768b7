using System.Text.Unicode;

namespace Mhero.Core.Json;

/// <summary>
/// Replaces the parts of JSON that are not text: bytes that are not UTF-8, and escapes of half a surrogate pair. JSON allows the latter
/// (RFC 8259, 8.2), and readers refuse the whole document when they come to it.
/// </summary>
internal static class JsonRepair
{
    private const string Replacement = "\\uFFFD";

    /// <summary>The document with the replacement character (U+FFFD) for each such part; the same memory when there is none.</summary>
    /// <param name="json">JSON in UTF-8.</param>
    public static ReadOnlyMemory<byte> Repair(ReadOnlyMemory<byte> json)
    {
        var isUtf8 = Utf8.IsValid(json.Span);
        return isUtf8 && json.Span.IndexOf("\\uD"u8) < 0 && json.Span.IndexOf("\\ud"u8) < 0 ? json : Encoding.UTF8.GetBytes(Repair(Encoding.UTF8.GetString(json.Span)));
    }

    private static string Repair(string json)
    {
        var text = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\' || i + 1 == json.Length)
            {
                text.Append(json[i]);
            }
            else if (Surrogate(json, i) is not { } unit)
            {
                text.Append(json, i++, 2);
            }
            else if (char.IsHighSurrogate(unit) && Surrogate(json, i + 6) is { } low && char.IsLowSurrogate(low))
            {
                text.Append(json, i, 12);
                i += 11;
            }
            else
            {
                text.Append(Replacement);
                i += 5;
            }
        }

        return text.ToString();
    }

    /// <summary>The surrogate that an escape at a place stands for; null when it is something else.</summary>
    private static char? Surrogate(string json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u' && ushort.TryParse(json.AsSpan(at + 2, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit) && char.IsSurrogate((char)unit)
            ? (char)unit
            : null;
}
