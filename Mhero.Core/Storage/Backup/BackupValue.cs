namespace Mhero.Core.Storage.Backup;

/// <summary>A property of a table's row as a type and a text, so that it comes back as the type that it was.</summary>
internal static class BackupValue
{
    /// <summary>Type and text of a value.</summary>
    /// <param name="value">A value of one of the types that Azure Tables has.</param>
    /// <exception cref="NotSupportedException">It is of another type.</exception>
    public static string[] Write(object value) => value switch
    {
        string text => ["String", text],
        int number => ["Int32", number.ToString(CultureInfo.InvariantCulture)],
        long number => ["Int64", number.ToString(CultureInfo.InvariantCulture)],
        double number => ["Double", number.ToString("R", CultureInfo.InvariantCulture)],
        bool flag => ["Boolean", flag ? "true" : "false"],
        DateTimeOffset time => ["DateTime", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)],
        Guid id => ["Guid", id.ToString()],
        byte[] bytes => ["Binary", Convert.ToBase64String(bytes)],
        BinaryData bytes => ["Binary", Convert.ToBase64String(bytes)],
        _ => throw new NotSupportedException($"Azure Tables has no type {value.GetType().Name}."),
    };

    /// <summary>The value of a type and a text.</summary>
    /// <param name="written">What <see cref="Write"/> returned.</param>
    /// <exception cref="FormatException">It is not that.</exception>
    public static object Read(string[] written) => written switch
    {
        ["String", var text] => text,
        ["Int32", var text] => int.Parse(text, CultureInfo.InvariantCulture),
        ["Int64", var text] => long.Parse(text, CultureInfo.InvariantCulture),
        ["Double", var text] => double.Parse(text, CultureInfo.InvariantCulture),
        ["Boolean", var text] => bool.Parse(text),
        ["DateTime", var text] => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        ["Guid", var text] => Guid.Parse(text),
        ["Binary", var text] => Convert.FromBase64String(text),
        _ => throw new FormatException("A value has a type and a text."),
    };
}
