namespace Mhero.Core.RapidPro.Json;

/// <summary>Reads what should be text and is kept as its JSON text when it is not: one odd value must not cost the page.</summary>
internal static class JsonText
{
    /// <summary>The value that the reader is at, which is left at its end.</summary>
    /// <param name="reader">At the value's first token.</param>
    /// <param name="shared">Where a text is shared; null when each is its own.</param>
    public static string? Read(ref Utf8JsonReader reader, SharedStrings? shared = null) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => shared is null ? reader.GetString() : shared.Read(ref reader),
        _ => RawText(ref reader),
    };

    private static string RawText(ref Utf8JsonReader reader)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.GetRawText();
    }
}
