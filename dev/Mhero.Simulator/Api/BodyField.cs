namespace Mhero.Simulator.Api;

/// <summary>Reads text members of a body as Django REST framework's CharField does, with its very words when they are wrong.</summary>
internal static class BodyField
{
    public const string Required = "This field is required.";
    public const string Null = "This field may not be null.";
    public const string Blank = "This field may not be blank.";
    private const string NotText = "Not a valid string.";
    private const string NulCharacter = "Null characters are not allowed.";

    /// <summary>
    /// The text, trimmed; numbers count as text, true and false do not. Null with no error when the member is null and may be.
    /// </summary>
    public static string? Text(JsonElement value, bool allowNull, bool allowBlank, out string? error)
    {
        error = null;
        if (value.ValueKind == JsonValueKind.Null)
        {
            error = allowNull ? null : Null;
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Number => Number(value),
            _ => null,
        };
        error = text is null ? NotText
            : text.Length == 0 && !allowBlank ? Blank
            : text.Contains('\0', StringComparison.Ordinal) ? NulCharacter
            : null;
        return error is null ? text : null;
    }

    /// <summary>Length as Python counts it: in characters, not UTF-16 units.</summary>
    public static int Length(string text)
    {
        var length = text.Length;
        foreach (var unit in text)
        {
            length -= char.IsLowSurrogate(unit) ? 1 : 0;
        }

        return length;
    }

    public static string TooLong(int max) => $"Ensure this field has no more than {max} characters.";

    /// <summary>A list's refusal of something that is none.</summary>
    public static string NotAList(JsonElement value) => $"Expected a list of items but got type \"{PythonType(value)}\".";

    public static string NotADictionary(JsonElement value) => $"Expected a dictionary of items but got type \"{PythonType(value)}\".";

    private static string PythonType(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "str",
        JsonValueKind.Number => value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? "float" : "int",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "list",
        _ => "dict",
    };

    /// <summary>Python's str() of a number: 31 is "31", 31.50 is "31.5", 31.0 stays "31.0".</summary>
    private static string Number(JsonElement value)
    {
        var raw = value.GetRawText();
        if (!raw.AsSpan().ContainsAny('.', 'e', 'E'))
        {
            return raw;
        }

        var number = value.GetDouble();
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return Math.Abs(number) < 1e16 && number == Math.Floor(number) ? text + ".0" : text;
    }
}
