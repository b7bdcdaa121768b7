using Hl7.Fhir.Model;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>
/// The result key of each question of a Questionnaire. An authored flow saves its answers under these keys, and the mapping of runs looks for
/// them, because an import replaces every UUID of the flow and keeps the names of results.
/// </summary>
internal static class ResultKeys
{
    /// <summary>The result of an authored flow that has the <c>url|version</c> of its Questionnaire.</summary>
    public const string Questionnaire = "mhero_questionnaire";

    /// <summary>The result of an authored flow that counts the attempts at a question.</summary>
    public const string Tries = "mhero_tries";

    /// <summary>The result of an authored flow that has the answer of mHero's webhook.</summary>
    public const string Webhook = "mhero_webhook";

    /// <summary>The result of an authored flow that has the contact's consent.</summary>
    public const string Consent = "mhero_consent";

    private const int MaxDepth = 64;

    // RapidPro takes 64 characters; the rest is for the number that makes a key unique, and for the row.
    private const int MaxLength = 52;

    /// <summary>Whether a result is state of an authored flow, and not an answer.</summary>
    /// <param name="key">The result's key.</param>
    public static bool IsOwn(string key) => key is Questionnaire or Tries or Webhook or Consent;

    /// <summary>The keys by linkId.</summary>
    /// <param name="questionnaire">The Questionnaire; of two questions with one linkId the first counts.</param>
    /// <returns>
    /// For each question the linkId in snake case: lower-case ASCII letters, digits and <c>_</c>. A key that does not begin with a letter, or is one of the
    /// flow's own, gets <c>q_</c> before it, and one that an earlier question has, a number behind it.
    /// </returns>
    public static IReadOnlyDictionary<string, string> Of(Questionnaire questionnaire)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        List<string> linkIds = [.. LinkIds(questionnaire.Item, 0).Distinct(StringComparer.Ordinal)];

        // A linkId that is a key already keeps it, wherever it stands: flows made by hand use it as their result's key.
        foreach (var linkId in linkIds.Where(id => Snake(id) == id && taken.Add(id)))
        {
            keys[linkId] = linkId;
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var linkId in linkIds.Where(id => !keys.ContainsKey(id)))
        {
            keys[linkId] = Unique(Snake(linkId), taken, counts);
        }

        return keys;
    }

    private static string Snake(string linkId)
    {
        var key = new StringBuilder(linkId.Length);
        foreach (var c in FlowResults.KeyOf(linkId) ?? "")
        {
            key.Append(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '_');
        }

        var text = key.ToString();
        text = text.Length == 0 || !char.IsAsciiLetterLower(text[0]) || IsOwn(text) ? "q_" + text : text;
        text = text.Length > MaxLength ? text[..MaxLength] : text;
        return RowKeys.Read(text) is null ? text : text + "_";
    }

    // The count goes on where it was, since a Questionnaire can have thousands of linkIds that are one key.
    private static string Unique(string key, HashSet<string> taken, Dictionary<string, int> counts)
    {
        var unique = key;
        for (var i = counts.GetValueOrDefault(key, 1); !taken.Add(unique);)
        {
            counts[key] = ++i;
            unique = string.Create(CultureInfo.InvariantCulture, $"{key}_{i}");
        }

        return unique;
    }

    // The literals and not the properties: an implementer's Questionnaire can have a type that R4 does not know.
    private static IEnumerable<string> LinkIds(List<Questionnaire.ItemComponent> items, int depth) =>
        depth > MaxDepth ? [] : items.SelectMany(item => LinkIds(item.Item, depth + 1).Prepend(
            item.TypeElement?.JsonValue as string is "group" or "display" ? "" : item.LinkIdElement?.JsonValue as string ?? "")).Where(id => id.Length > 0);
}
