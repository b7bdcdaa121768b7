using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>One answer that can be chosen.</summary>
/// <param name="Name">Its name in the base language.</param>
/// <param name="Digits">The digits to type for it in a menu; null when other characters are typed.</param>
/// <param name="Translated">Finds its name among one language's translations.</param>
internal sealed record QuestionOption(string Name, string? Digits, Func<TranslationTable, string?> Translated)
{
    /// <summary>Whether it is not chosen by the contact but set by the flow.</summary>
    public bool IsSetByFlow { get; private init; }

    /// <summary>UUID of its category, which stays when the category is renamed; null when there is none.</summary>
    public string? Uuid { get; private init; }

    public static QuestionOption OfCategory(RouterCategory category, string? digits) =>
        new(category.Name.Trim(), digits, table => table.Category(category.Uuid)) { Uuid = Guid.TryParse(category.Uuid, out _) ? category.Uuid : null };

    public static QuestionOption OfReply(FlowAction message, int index, string text) =>
        new(text, null, table => table.Reply(message.Uuid, index) is { } reply ? QuickReplies.TextOf(reply) : null);

    /// <summary>A category of which only the name is known.</summary>
    public static QuestionOption OfName(string name) => new(name, null, _ => null);

    /// <summary>A category that the flow sets itself, which RapidPro does not translate.</summary>
    public static QuestionOption OfText(string name) => new(name, null, _ => null) { IsSetByFlow = true };
}
