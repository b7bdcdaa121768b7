using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Mhero.Core.Authoring.Drafts;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Responses;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Answers items from expressions of RapidPro and fixed values, without a question or after the contact has confirmed the value.</summary>
/// <param name="context">The authoring.</param>
/// <param name="draft">The flow.</param>
/// <param name="questions">Asks for the confirmation.</param>
internal sealed partial class KnownValues(AuthoringContext context, FlowDraft draft, QuestionBlock questions)
{
    private readonly ChoiceForms _forms = new(context);

    /// <summary>Sets the result of an item without a question; one without a source is reported.</summary>
    public void Set(ItemComponent item, string path, string key)
    {
        if (ExpressionOf(item) is { } expression)
        {
            draft.Act(path, draft.Set(path, key, expression));
            return;
        }

        if (item.Initial.Count == 1 && Fixed(item) is { } known)
        {
            draft.Act(path, draft.Set(path, key, known.Value, known.Category));
            return;
        }

        context.Refuse(item, AuthoringCodes.NoSource, "The item is hidden or read-only, and neither an expression of RapidPro (extension rapidpro-expression) nor an initial value gives its answer.");
    }

    /// <summary>Offers the value of the item's expression, or its initial value; what follows is met when it is empty or wrong.</summary>
    /// <param name="item">The item.</param>
    /// <param name="path">Its linkId.</param>
    /// <param name="key">The name of its result.</param>
    /// <param name="text">The question.</param>
    /// <param name="form">How the item is asked otherwise.</param>
    /// <returns>The exits for when the contact has confirmed it; null when the item has none.</returns>
    public IReadOnlyList<DraftExit>? Offer(ItemComponent item, string path, string key, LocalText text, QuestionForm form)
    {
        if (ExpressionOf(item) is { } expression)
        {
            draft.Decide($"{path}/known", new Route(expression, [RouteCase.Of("Known", "has_text")], "Unknown"));
            var both = draft.TakeOpen();
            draft.Open([both[0]]);
            return Confirm(path, text, LocalText.Of(expression), draft.Set(path, key, expression), [both[1]]);
        }

        return InitialValue.Of(item, form) is { } initial
            ? Confirm(path, text, initial.Shown, draft.Set(path, key, initial.Result, initial.Category), [])
            : null;
    }

    private IReadOnlyList<DraftExit> Confirm(string path, LocalText text, LocalText shown, DraftAction set, IReadOnlyList<DraftExit> unknown)
    {
        var question = LocalText.Join(" ", text, context.Phrases[Phrase.IsItRight].With(shown));
        var exits = questions.Ask($"{path}/known", null, question, _forms.Boolean(), isRequired: true);
        var yes = exits[ConditionTests.Met];
        List<DraftExit> others = [.. draft.TakeOpen().Where(e => e != yes), .. unknown];
        draft.Open([yes]);
        draft.Act(path, set);
        var confirmed = draft.TakeOpen();
        draft.Open(others);
        return confirmed;
    }

    private string? ExpressionOf(ItemComponent item)
    {
        if (RawElements.Text(RawElements.Value(item, QuestionnaireExtensions.RapidProExpression) as PrimitiveType) is not { } text)
        {
            return null;
        }

        if (Expression().IsMatch(text))
        {
            return text;
        }

        context.Note(item, AuthoringCodes.PartIgnored, "Its extension rapidpro-expression is not one expression of RapidPro, such as @fields.facility or @(upper(results.week.value)).");
        return null;
    }

    private (string Value, string Category)? Fixed(ItemComponent item)
    {
        var value = item.Initial[0].Value;
        if (value is FhirBoolean { Value: { } truth })
        {
            return truth ? ("true", ConditionTests.Met) : ("false", "No");
        }

        if (value is Coding coding)
        {
            var option = context.Choices.List(item, out _) is { Count: > 0 } ? _forms.OptionsOf(item)?.FirstOrDefault(o => o.Value is Coding c && c.Code == coding.Code && c.System == coding.System) : null;
            return option is null ? null : (ItemTexts.Escape(coding.Code ?? option.Category), option.Category);
        }

        return value switch
        {
            Quantity { Value: { } number } => (number.ToString(CultureInfo.InvariantCulture), ""),
            PrimitiveType { JsonValue: { } raw } => (ItemTexts.Escape(Convert.ToString(raw, CultureInfo.InvariantCulture) ?? ""), ""),
            _ => null,
        };
    }

    [GeneratedRegex(@"^@(?:\(.+\)|[a-z][A-Za-z0-9_.]*)$")]
    private static partial Regex Expression();
}
