using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Sync.Contacts;

/// <summary>Finds the codes whose configured texts a value may mean. Pure.</summary>
internal static class CodeSuggestions
{
    /// <summary>The price of a word that no word of the other text is like.</summary>
    private const int MissingPrice = 5;

    /// <summary>The codes, the likeliest first: those with a word that is alike in spelling.</summary>
    /// <param name="codes">The text of each code.</param>
    /// <param name="value">A person's text.</param>
    /// <param name="max">How many at most.</param>
    public static IReadOnlyList<ValueSuggestion> Of(IReadOnlyDictionary<string, string> codes, string value, int max)
    {
        var words = NameWords.Split(value);
        return
        [
            .. codes.Select(c => (Code: c.Key, Text: c.Value, Cost: CostOf(words, NameWords.Split(c.Value))))
                .Where(c => c.Cost is not null)
                .OrderBy(c => c.Cost)
                .ThenBy(c => c.Text, StringComparer.OrdinalIgnoreCase)
                .Take(max)
                .Select(c => new ValueSuggestion(c.Code, c.Text, c.Text)),
        ];
    }

    private static int? CostOf(string[] asked, string[] text)
    {
        var prices = asked.Select(a => text.Min(t => PriceOf(a, t))).ToList();
        return prices.TrueForAll(p => p is null) ? null : prices.Sum(p => p ?? MissingPrice) + Math.Abs(asked.Length - text.Length);
    }

    private static int? PriceOf(string asked, string word)
    {
        if (asked == word)
        {
            return 0;
        }

        if (asked.Length >= 3 && word.Length >= 3 && (asked.StartsWith(word, StringComparison.Ordinal) || word.StartsWith(asked, StringComparison.Ordinal)))
        {
            return 1;
        }

        var most = Math.Max(asked.Length, word.Length) switch { < 4 => 0, < 6 => 1, _ => 2 };
        return most > 0 && NameWords.Distance(asked, word, most) is var distance && distance <= most ? 1 + distance : null;
    }
}
