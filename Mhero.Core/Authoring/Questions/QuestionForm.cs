using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Mapping.Questionnaires;

namespace Mhero.Core.Authoring.Questions;

/// <summary>How one question is asked and which answers it takes.</summary>
/// <param name="Cases">The tests of the answer; those that lead to <see cref="OptionCategories.Unmatched"/> refuse it.</param>
/// <param name="Explanation">The message after an answer that was not taken.</param>
internal sealed record QuestionForm(IReadOnlyList<RouteCase> Cases, LocalText Explanation)
{
    /// <summary>The list of options, one in a line; empty for none.</summary>
    public LocalText Menu { get; init; } = LocalText.Empty;

    /// <summary>The text behind the question in its line: a unit, a form.</summary>
    public LocalText Hint { get; init; } = LocalText.Empty;

    /// <summary>The names of categories in other languages.</summary>
    public IReadOnlyDictionary<string, LocalText> Labels { get; init; } = new Dictionary<string, LocalText>();

    /// <summary>Whether 0 is an answer, so that another word skips the question.</summary>
    public bool ZeroIsAnswer { get; init; }

    /// <summary>Whether the answer is shown by its category and not by its value.</summary>
    public bool IsMenu { get; init; }

    /// <summary>RapidPro's function that shows the answer as a person writes it; null for an answer whose value is shown as it is.</summary>
    public string? Format { get; init; }

    /// <summary>The options of a choice, with the category of each; empty for none.</summary>
    public IReadOnlyList<FormOption> Options { get; init; } = [];

    /// <summary>The word that skips the question.</summary>
    public string SkipWord => ZeroIsAnswer ? "X" : "0";
}
