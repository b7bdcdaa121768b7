using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>A flow's texts in one language.</summary>
/// <param name="Language">The language, BCP-47.</param>
/// <param name="Texts">The translations, by UUID.</param>
internal sealed record TranslationTable(string Language, IReadOnlyDictionary<string, FlowTranslation> Texts)
{
    /// <summary>A message's text; null when it is not translated.</summary>
    public string? Message(string action) => First(Of(action)?.Text);

    /// <summary>A category's name; null when it is not translated.</summary>
    public string? Category(string category) => First(Of(category)?.Name);

    /// <summary>One of a message's quick replies; null when it is not translated.</summary>
    public string? Reply(string action, int index) =>
        Of(action)?.QuickReplies is { } replies && replies.Count > index && !string.IsNullOrWhiteSpace(replies[index]) ? replies[index] : null;

    private FlowTranslation? Of(string uuid) => Texts.GetValueOrDefault(uuid);

    private static string? First(IReadOnlyList<string>? texts) => texts is [var first, ..] && !string.IsNullOrWhiteSpace(first) ? first : null;
}
