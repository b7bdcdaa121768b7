using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>A question that the flow asks, for the conditions of later items and for the summary.</summary>
/// <param name="Item">The item.</param>
/// <param name="Key">The key of its result.</param>
/// <param name="Form">How it is asked.</param>
internal sealed record AskedQuestion(ItemComponent Item, string Key, QuestionForm Form)
{
    /// <summary>Whether it is asked in a row of a group that repeats.</summary>
    public bool IsInRow { get; init; }

    /// <summary>Whether the answer is a selection of several options.</summary>
    public bool IsSelection => Form.Options.Count > 0 && !Form.IsMenu;
}
