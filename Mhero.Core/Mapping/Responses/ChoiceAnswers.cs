using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Types the answers of <c>choice</c> and <c>open-choice</c> items.</summary>
internal static class ChoiceAnswers
{
    /// <summary>The option that the category names, else the one that the value names; null for none.</summary>
    public static DataType? Find(AnswerOptions options, RunAnswer answer) => options.Find(answer.Category) ?? options.Find(answer.Text);

    public static DataType Type(IndexedItem item, RunAnswer answer, IssueCollector issues)
    {
        // The text of Other is never compared with the options: the flow has decided that it is none of them, and a number in
        // it may be an implementer's code of something else.
        if (answer.IsUnmatched)
        {
            return item.Options?.Find(answer.Category) is { } other ? Other(other, item, answer, issues) : Keep(item, answer, issues);
        }

        return item.Options is { } options && Find(options, answer) is { } option ? option : Keep(item, answer, issues);
    }

    private static DataType Other(DataType option, IndexedItem item, RunAnswer answer, IssueCollector issues)
    {
        issues.Inform(MappingCodes.OtherOption, answer.Path, $"The flow did not understand the answer, and item '{item.LinkId}' has an option for that; the text was kept beside it.");
        return answer.Text is { } text ? KeptText.WithOriginal(option, text) : option;
    }

    private static DataType Keep(IndexedItem item, RunAnswer answer, IssueCollector issues)
    {
        var isOpen = item.Type == Questionnaire.QuestionnaireItemType.OpenChoice;
        var isKnown = item.Options is { IsComplete: true };
        if (!isKnown && !answer.IsUnmatched)
        {
            issues.Warn(MappingCodes.OptionsUnknown, answer.Path, $"The options of item '{item.LinkId}' are not in the Questionnaire; the answer was kept without a code. Contain the value set to have it coded.");
        }
        else if (isOpen)
        {
            issues.Inform(MappingCodes.NotAnOption, answer.Path, $"The answer is none of the options of item '{item.LinkId}'; it was kept as text, which the item allows.");
        }
        else
        {
            issues.Warn(MappingCodes.NotAnOption, answer.Path, $"The answer is none of the options of item '{item.LinkId}'; it was kept without a code. Name RapidPro's category on an option if it is one.");
        }

        DataType kept = isOpen && (isKnown || answer.IsUnmatched) ? new FhirString(answer.Shown) : new Coding { Display = answer.Shown };
        return answer.Text is { } text && text != answer.Shown ? KeptText.WithOriginal(kept, text) : kept;
    }
}
