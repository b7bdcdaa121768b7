using System.Text.RegularExpressions;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>
/// The result keys of a group that repeats: a result of RapidPro has one value, so an authored flow asks for each row under keys of its own.
/// </summary>
internal static partial class RowKeys
{
    /// <summary>The key of a question in a row.</summary>
    /// <param name="key">The question's key.</param>
    /// <param name="row">The row, from 1.</param>
    public static string Of(string key, int row) => string.Create(CultureInfo.InvariantCulture, $"{key}_row_{row}");

    /// <summary>The question's key and the row of a result; null for a result of no row.</summary>
    /// <param name="key">The result's key.</param>
    public static (string Key, int Row)? Read(string key) =>
        Suffix().Match(key) is { Success: true } match ? (key[..match.Index], int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)) : null;

    [GeneratedRegex("_row_([1-9][0-9]?)$")]
    private static partial Regex Suffix();
}
