namespace Mhero.Cli.Operators;

/// <summary>Values of answers, as text.</summary>
internal static class JsonValues
{
    /// <summary>A member as text; null when it is missing or null.</summary>
    public static string? Text(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.Null or JsonValueKind.Undefined => null,
                JsonValueKind.String => value.GetString(),
                JsonValueKind.True => "yes",
                JsonValueKind.False => "no",
                _ => value.GetRawText(),
            }
            : null;

    /// <summary>A member that is an object; an undefined element when it is missing.</summary>
    public static JsonElement Part(this JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) ? value : default;

    /// <summary>The items of a member that is a list; none when it is missing.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string member) => element.Part(member).Items();

    /// <summary>The items of a list; none for anything else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement list) => list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <summary>A time in UTC, to the second; empty when it is missing.</summary>
    public static string Time(this JsonElement element, string member) =>
        element.Text(member) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + "Z"
            : string.Empty;
}
