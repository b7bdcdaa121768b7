using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Messages as one text.</summary>
internal static class PromptText
{
    /// <summary>The messages one below the other with a blank line between; expressions stay as the author wrote them.</summary>
    public static string Of(IReadOnlyList<FlowAction> messages) => Join(messages.Select(m => m.Text!));

    /// <summary>The same in another language, with the base language where a message is not translated; null when none is.</summary>
    public static string? Of(IReadOnlyList<FlowAction> messages, TranslationTable table) =>
        messages.Any(m => table.Message(m.Uuid) is not null) ? Join(messages.Select(m => table.Message(m.Uuid) ?? m.Text!)) : null;

    private static string Join(IEnumerable<string> texts) => string.Join("\n\n", texts.Select(Clean).Where(t => t.Length > 0));

    // FHIR strings may have line ends and tabs, and no other control characters.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            if (!Rune.IsControl(rune) || rune.Value is '\n' or '\t')
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }
}
