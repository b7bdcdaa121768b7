namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Quick replies as flows have them, in RapidPro's markup.</summary>
internal static class QuickReplies
{
    private const string Extra = "<extra>";

    /// <summary>The answer that tapping it gives; null when it opens something else (a form, a map) or is not known beforehand.</summary>
    public static string? TextOf(string reply)
    {
        var extra = reply.IndexOf(Extra, StringComparison.Ordinal);
        var text = (extra < 0 ? reply : reply[..extra]).Trim();
        return text.Length == 0 || text[0] == '<' || text.Contains('@', StringComparison.Ordinal) ? null : text;
    }
}
