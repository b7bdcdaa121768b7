using Mhero.Core.Json;

namespace Mhero.Core.Floip.Json;

/// <summary>
/// Reads JSON whose writers spell the same key with <c>_</c> or <c>-</c> and give the same value as a text or a number, as the servers
/// that exist do.
/// </summary>
internal static class LooseJson
{
    /// <summary>Limits the nesting of a document, so that a hostile one cannot exhaust the stack.</summary>
    private const int MaxDepth = 64;

    /// <summary>Parses a document. Parts that are not text are replaced.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <param name="allowDuplicates">Whether an object may have a member twice, of which the last one counts.</param>
    /// <exception cref="FloipException">It is not JSON, or an object has a member twice.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, bool allowDuplicates = true)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        try
        {
            return JsonDocument.Parse(
                JsonRepair.Repair(json.Span.StartsWith(mark) ? json[mark.Length..] : json),
                new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth, AllowDuplicateProperties = allowDuplicates });
        }
        catch (JsonException exception)
        {
            throw new FloipException(FloipCodes.NotJson, $"This is not complete JSON without repeated members. Export it again, or check the server that answered it. {exception.Message}", exception);
        }
    }

    /// <summary>The value of a key, whatever the key's case and separators; null when it is missing or null.</summary>
    public static JsonElement? Find(JsonElement element, string key)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (element.TryGetProperty(key, out var exact))
        {
            return NullIfNone(exact);
        }

        foreach (var property in element.EnumerateObject())
        {
            if (IsSame(property.Name, key))
            {
                return NullIfNone(property.Value);
            }
        }

        return null;
    }

    /// <summary>The object of a key; null when it is missing or something else.</summary>
    public static JsonElement? FindObject(JsonElement element, string key) =>
        Find(element, key) is { ValueKind: JsonValueKind.Object } found ? found : null;

    /// <summary>The text of a key, a number as its digits; null when it is missing, empty or something else.</summary>
    public static string? FindText(JsonElement element, string key) => Find(element, key) is { } found ? Text(found) : null;

    /// <summary>The items of a key's array; a single value is an array of one; empty when it is missing.</summary>
    public static IEnumerable<JsonElement> FindItems(JsonElement element, string key) => Find(element, key) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
        { } single => [single],
    };

    /// <summary>A scalar as text: a number as its digits, so that an id of nineteen of them keeps each; null for anything else.</summary>
    public static string? Text(JsonElement element)
    {
        var text = element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static JsonElement? NullIfNone(JsonElement element) => element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : element;

    /// <summary>Whether two keys differ in case and separators alone.</summary>
    public static bool IsSame(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Length; i++)
        {
            if (Fold(a[i]) != Fold(b[i]))
            {
                return false;
            }
        }

        return true;

        static char Fold(char c) => c == '-' ? '_' : char.ToLowerInvariant(c);
    }
}
