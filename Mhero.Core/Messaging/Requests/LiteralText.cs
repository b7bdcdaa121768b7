using System.Text.RegularExpressions;

namespace Mhero.Core.Messaging.Requests;

/// <summary>Literal texts, and texts with RapidPro's expressions.</summary>
internal static partial class LiteralText
{
    /// <summary>The text as RapidPro's template language has it, so that what is sent is the text itself.</summary>
    public static string Escape(string text) => text.Replace("@", "@@", StringComparison.Ordinal);

    /// <summary>Whether a text has what would be an expression in a template.</summary>
    public static bool LooksLikeTemplate(string text) => Expression().IsMatch(text);

    /// <summary>Whether a text has an <c>@</c> that no template would have: an address, or one that begins no expression.</summary>
    public static bool LooksLiteral(string text) => Address().IsMatch(text);

    [GeneratedRegex(@"(?<![\w@])@(\(|(contact|fields|urns|globals|results|trigger|run|child|parent|webhook|node|resume|ticket|input|legacy_extra)\b)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Expression();

    [GeneratedRegex(@"(?<=\w)@(?=\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
