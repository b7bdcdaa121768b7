using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Mhero.Core.RapidPro.Model;
using ItemType = Hl7.Fhir.Model.Questionnaire.QuestionnaireItemType;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Makes the items of a flow's Questionnaire from the list of its results alone.</summary>
internal static partial class ListedItems
{
    private static readonly HashSet<string> NoAnswers =
        new(["Other", "All Responses", "No Response", "Failure", "Success", "Skipped", "Complete", "Completed", "Expired"], StringComparer.OrdinalIgnoreCase);

    /// <summary>One item for each result.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="options">The settings.</param>
    /// <param name="earlier">The Questionnaires of earlier revisions, the newest first.</param>
    public static List<Questionnaire.ItemComponent> Create(Flow flow, FlowMappingOptions options, IReadOnlyList<Questionnaire> earlier) =>
        [.. flow.Results.Where(r => !string.IsNullOrWhiteSpace(r.Key) && !ResultKeys.IsOwn(r.Key)).DistinctBy(r => r.Key, StringComparer.Ordinal).Select(r => Create(r, options.CodeSystem(flow.Uuid, r.Key), earlier))];

    private static Questionnaire.ItemComponent Create(FlowResult result, string codeSystem, IReadOnlyList<Questionnaire> earlier)
    {
        var name = string.IsNullOrWhiteSpace(result.Name) ? result.Key : result.Name.Trim();
        var categories = result.Categories.Where(c => !string.IsNullOrWhiteSpace(c)).Select(c => c.Trim()).Distinct(StringComparer.Ordinal).ToList();
        if (categories.Exists(c => c.Equals("Failure", StringComparison.OrdinalIgnoreCase)))
        {
            return QuestionItem.Hidden(result.Key, name);
        }

        var item = new Questionnaire.ItemComponent { LinkId = result.Key, Text = name, Type = ItemType.String };
        List<QuestionOption> answers = [.. categories.Where(c => !NoAnswers.Contains(c)).Select(c => QuestionOption.OfName(c))];
        // RapidPro's names for whole kinds of answers: the answer is the value then, and not the category.
        if (answers.Count == 0 || answers.Exists(a => KindOfAnswer().IsMatch(a.Name)))
        {
            return item;
        }

        item.Type = ItemType.OpenChoice;
        var codes = OptionCodes.Of(answers, EarlierOptions.Of(earlier, result.Key, codeSystem), option => [option.Name]);
        item.AnswerOption = [.. answers.Select((a, i) => new Questionnaire.AnswerOptionComponent { Value = new Coding(codeSystem, codes[i], a.Name) })];
        return item;
    }

    /// <summary><c>Has Number</c>, <c>Valid</c>, <c>1 - 10</c>, <c>&gt; 5</c>.</summary>
    [GeneratedRegex(@"^(Has \w+|Valid|Invalid|Numeric|[<>=≤≥].*|-?[\d.]+\s*-\s*-?[\d.]+)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex KindOfAnswer();
}
