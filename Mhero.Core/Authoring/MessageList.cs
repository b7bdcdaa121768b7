using System.Text.RegularExpressions;
using Mhero.Core.Authoring.Drafts;

namespace Mhero.Core.Authoring;

/// <summary>Lists the messages of a flow with their lengths.</summary>
internal static partial class MessageList
{
    /// <summary>RapidPro takes no longer message.</summary>
    public const int MaxLength = 640;

    /// <summary>The value of an expression is not known before the run; ten characters stand for it.</summary>
    private const string Blank = "__________";

    /// <summary>The messages in the order of the nodes, each once, in the base language and then in every language in which it differs.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="baseLanguage">The flow's own language.</param>
    public static IReadOnlyList<AuthoredMessage> Of(IReadOnlyList<DraftNode> nodes, string baseLanguage) =>
    [
        .. (from node in nodes
           from text in node.Actions.Select(a => a.Text).OfType<LocalText>()
           from message in text.Translations.OrderBy(t => t.Key, StringComparer.Ordinal).Where(t => t.Key != baseLanguage && t.Value != text.Base)
               .Select(t => (Language: t.Key, Text: t.Value)).Prepend((Language: baseLanguage, Text: text.Base))
           let shown = Expressions().Replace(message.Text, m => m.Value == "@@" ? "@" : Blank)
           select new AuthoredMessage(node.Path, message.Language, shown, SmsLength.Of(shown))).Distinct(),
    ];

    // The parentheses of functions within functions are counted.
    [GeneratedRegex(@"@@|@\((?>""[^""]*""|[^()""]|(?<open>\()|(?<-open>\)))*(?(open)(?!))\)|@[a-z][A-Za-z0-9_.]*[A-Za-z0-9_]")]
    private static partial Regex Expressions();
}
