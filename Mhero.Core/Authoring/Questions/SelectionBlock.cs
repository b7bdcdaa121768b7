using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Mapping.Questionnaires;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Adds a question with yes and no for each option of a selection.</summary>
/// <param name="context">The authoring.</param>
/// <param name="draft">The flow.</param>
/// <param name="questions">Asks.</param>
internal sealed class SelectionBlock(AuthoringContext context, FlowDraft draft, QuestionBlock questions)
{
    private readonly ChoiceForms _forms = new(context);

    /// <summary>Asks for each option; the result has the positions of those with a yes.</summary>
    /// <param name="path">The item.</param>
    /// <param name="key">The key of the result, which is its name.</param>
    /// <param name="text">The question.</param>
    /// <param name="options">The options.</param>
    public void Ask(string path, string key, LocalText text, IReadOnlyList<FormOption> options)
    {
        var form = _forms.Boolean();
        draft.Act(path, draft.Set(path, key, ""));
        for (var i = 0; i < options.Count; i++)
        {
            var number = (i + 1).ToString(CultureInfo.InvariantCulture);
            var exits = questions.Ask($"{path}/{number}", null, LocalText.Join(" ", text, options[i].Display), form, isRequired: true);
            var yes = exits[ConditionTests.Met];
            var others = draft.TakeOpen().Where(e => e != yes).ToList();
            draft.Open([yes]);
            draft.Act(path, draft.Set(path, key, $"@(trim(results.{key}.value & \" {number}\"))", OptionCategories.Numbers));
            draft.Open(others);
        }
    }
}
