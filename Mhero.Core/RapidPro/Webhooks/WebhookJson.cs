namespace Mhero.Core.RapidPro.Webhooks;

/// <summary>Reads members that may be missing or of another kind: a flow's author writes what goes into them.</summary>
internal static class WebhookJson
{
    /// <summary>The member; undefined when there is none.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    /// <summary>Whether it is missing, null, or text without a letter: an expression that came to nothing.</summary>
    public static bool IsBlank(this JsonElement element) =>
        element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
        || (element.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(element.GetString()));

    /// <summary>The member as text; null when it is missing or null.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name).AsText();

    /// <summary>The text of a string, the JSON text of anything else; null when there is nothing.</summary>
    public static string? AsText(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        // RapidPro itself can store no NUL, and few databases can.
        JsonValueKind.String => element.GetString()!.Replace("\0", "", StringComparison.Ordinal),
        _ => element.GetRawText(),
    };

    public static Guid? Guid(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text && text.TryGetGuid(out var uuid) ? uuid : null;

    /// <summary>The member as a time, in UTC; one without an offset is taken for UTC, as RapidPro takes it.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text
        && text.TryGetDateTimeOffset(out _)
        && DateTimeOffset.TryParse(
            text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    public static long? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;
}
