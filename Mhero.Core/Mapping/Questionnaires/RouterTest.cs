using System.Text.RegularExpressions;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>One case of a router, understood.</summary>
/// <param name="Case">The case.</param>
/// <param name="Category">The category that it leads to.</param>
/// <param name="Family">The kind of answer that it looks for.</param>
internal sealed partial record RouterTest(RouterCase Case, RouterCategory Category, TestFamily Family)
{
    /// <summary>Whether the test is not known here; it counts as one for any text.</summary>
    public bool IsUnknown { get; private init; }

    public static RouterTest Read(RouterCase routerCase, RouterCategory category)
    {
        var type = routerCase.Type;
        var family = type switch
        {
            "has_any_word" or "has_all_words" or "has_phrase" or "has_only_phrase" or "has_only_text" or "has_beginning" => TestFamily.Words,
            "has_number_eq" or "has_number_between" when IsOneNumber(routerCase) => TestFamily.Words,
            "has_pattern" when ListsWords().IsMatch(Argument(routerCase, 0)) => TestFamily.Words,
            "has_date" or "has_date_lt" or "has_date_eq" or "has_date_gt" => TestFamily.Date,
            "has_time" => TestFamily.Time,
            "has_state" or "has_district" or "has_ward" => TestFamily.Place,
            "has_phone" => TestFamily.Phone,
            "has_email" => TestFamily.Email,
            "has_pattern" => TestFamily.Pattern,
            "has_text" => TestFamily.Text,
            "has_group" or "has_category" or "has_error" or "has_intent" or "has_top_intent" => TestFamily.None,
            _ when type.StartsWith("has_number", StringComparison.Ordinal) => TestFamily.Number,
            _ => TestFamily.Text,
        };
        return new RouterTest(routerCase, category, family) { IsUnknown = family == TestFamily.Text && type != "has_text" };
    }

    /// <summary>What can be typed to be understood, as far as it is digits alone.</summary>
    public IEnumerable<string> Digits() => Case.Type switch
    {
        "has_any_word" or "has_all_words" => Argument(Case, 0).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(IsDigits),
        "has_pattern" => [],
        _ => Case.Arguments.Take(1).Select(a => a.Trim()).Where(IsDigits),
    };

    /// <summary>Whether what it looks for is typed as a number: a test for one number, or for words that are all digits.</summary>
    public bool IsByNumber => Case.Type switch
    {
        "has_number_eq" or "has_number_between" => Family == TestFamily.Words,
        "has_any_word" or "has_all_words" or "has_phrase" or "has_only_phrase" or "has_only_text" or "has_beginning" =>
            Argument(Case, 0).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is { Length: 1 } words && IsDigits(words[0]),
        _ => false,
    };

    /// <summary>The bounds of a test for a number.</summary>
    /// <param name="whole">Whether the numbers are whole, so that below 5 is at most 4.</param>
    /// <param name="unreadable">Set when a bound exists and cannot be read.</param>
    public ValueRange<decimal> Numbers(bool whole, ref bool unreadable)
    {
        var step = whole ? 1 : 0;
        var first = Case.Type == "has_number" ? null : Number(Argument(Case, 0), ref unreadable);
        return Case.Type switch
        {
            "has_number_eq" => new(first, first),
            "has_number_lt" => new(null, first - step),
            "has_number_lte" => new(null, first),
            "has_number_gt" => new(first + step, null),
            "has_number_gte" => new(first, null),
            "has_number_between" => new(first, Number(Argument(Case, 1), ref unreadable)),
            _ when IsByNumber => new(first, first),
            _ => default,
        };
    }

    /// <summary>The bounds of a test for a date; the day itself is always within, since the test compares the time of day too.</summary>
    public ValueRange<DateOnly> Dates(ref bool unreadable)
    {
        var day = Case.Type == "has_date" ? null : Date(Argument(Case, 0), ref unreadable);
        return Case.Type switch
        {
            "has_date_eq" => new(day, day),
            "has_date_lt" => new(null, day),
            "has_date_gt" => new(day, null),
            _ => default,
        };
    }

    private static bool IsOneNumber(RouterCase routerCase)
    {
        var unreadable = false;
        return Number(Argument(routerCase, 0), ref unreadable) is { } number
            && (routerCase.Type == "has_number_eq" || Number(Argument(routerCase, 1), ref unreadable) == number);
    }

    private static bool IsDigits(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static string Argument(RouterCase routerCase, int index) => routerCase.Arguments.Count > index ? routerCase.Arguments[index] : "";

    private static decimal? Number(string argument, ref bool unreadable)
    {
        if (decimal.TryParse(argument.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        unreadable = true;
        return null;
    }

    // RapidPro reads dates by the workspace's setting, day or month first; only the ISO form is the same everywhere.
    private static DateOnly? Date(string argument, ref bool unreadable)
    {
        var text = argument.Trim();
        if (IsoDate().IsMatch(text) && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        unreadable = true;
        return null;
    }

    /// <summary><c>^(yes|y)$</c>, <c>1|one</c>: a pattern that is a list of words and nothing else.</summary>
    [GeneratedRegex(@"^\s*\^?\(?[\p{L}\p{N} ]+(\|[\p{L}\p{N} ]+)*\)?\$?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex ListsWords();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d($|T)", RegexOptions.CultureInvariant)]
    private static partial Regex IsoDate();
}
