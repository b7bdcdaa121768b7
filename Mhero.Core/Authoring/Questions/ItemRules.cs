using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Responses;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Core.Authoring.Questions;

/// <summary>Finds the parts of an item that a flow cannot have: those that keep the item out of the flow, and those that have no effect in it.</summary>
/// <param name="context">The authoring.</param>
internal sealed class ItemRules(AuthoringContext context)
{
    private readonly HashSet<string> _linkIds = new(StringComparer.Ordinal);

    /// <summary>Whether the item can be in the flow; when it cannot, the reason is reported.</summary>
    public bool Allows(ItemComponent item)
    {
        if (RawElements.Text(item.LinkIdElement) is { } linkId && !_linkIds.Add(linkId) && !context.IsFurtherRow)
        {
            context.Refuse(item, AuthoringCodes.LinkIdRepeated, "An item before has the same linkId, so that their answers could not be told apart. Give it another one.");
            return false;
        }

        var expression = Has(item, AuthoringExtensions.EnableWhenExpression) ? "its condition (enableWhenExpression)"
            : Has(item, AuthoringExtensions.CalculatedExpression) ? "its value (calculatedExpression)"
            : Has(item, AuthoringExtensions.AnswerExpression) || Has(item, AuthoringExtensions.CandidateExpression) ? "its options (answerExpression)"
            : Has(item, AuthoringExtensions.AnswerOptionsToggle) ? "which options it has (answerOptionsToggleExpression)"
            : null;
        if (expression is not null)
        {
            context.Refuse(item, AuthoringCodes.ExpressionNotAuthored, $"A flow evaluates no FHIRPath or CQL, and an expression decides {expression}. Use enableWhen or answerOption, or compute the value at the extraction.");
            return false;
        }

        if (Has(item, AuthoringExtensions.SubQuestionnaire))
        {
            context.Refuse(item, AuthoringCodes.TypeNotAuthored, "The item stands for another Questionnaire. Assemble the Questionnaire first ($assemble).");
            return false;
        }

        return true;
    }

    /// <summary>Whether the contact is not asked: the item is hidden or read-only.</summary>
    public static bool IsUnasked(ItemComponent item) =>
        RawElements.Flag(item.ReadOnlyElement) || RawElements.Flag(RawElements.Value(item, QuestionnaireExtensions.Hidden) as PrimitiveType);

    /// <summary>Reports the parts of a question that have no effect in the flow.</summary>
    /// <param name="item">The item.</param>
    /// <param name="form">How it is asked.</param>
    public void Note(ItemComponent item, QuestionForm form)
    {
        if (Has(item, AuthoringExtensions.Constraint) || Has(item, AuthoringExtensions.TargetConstraint))
        {
            context.Note(item, AuthoringCodes.RuleNotChecked, "The flow does not check its constraint, which is an expression.");
        }

        if (Has(item, AuthoringExtensions.MinOccurs) || Has(item, AuthoringExtensions.MaxOccurs) || item.AnswerOption.Exists(o => Has(o, AuthoringExtensions.OptionExclusive)))
        {
            context.Note(item, AuthoringCodes.RuleNotChecked, "The flow does not check how many options are chosen, nor which exclude each other.");
        }

        if (RawElements.Flag(item.RepeatsElement) && !QuestionForms.IsSelection(item))
        {
            context.Note(item, AuthoringCodes.PartIgnored, "The flow takes one answer, although the item repeats.");
        }

        if (Has(item, AuthoringExtensions.InitialExpression) && !Has(item, QuestionnaireExtensions.RapidProExpression))
        {
            context.Note(item, AuthoringCodes.PartIgnored, "Its initialExpression is not evaluated. Give the expression of RapidPro that has the value (extension rapidpro-expression).");
        }

        if ((item.Initial.Count > 0 || item.AnswerOption.Exists(o => RawElements.Flag(o.InitialSelectedElement)))
            && (Has(item, QuestionnaireExtensions.RapidProExpression) || InitialValue.Of(item, form) is null))
        {
            context.Note(item, AuthoringCodes.PartIgnored, "Its initial value is not offered; the contact is asked. A flow offers one value of the item's type, and of its options if it has some; not for a choice of several options, and not beside the extension rapidpro-expression.");
        }
    }

    private static bool Has(IExtendable element, string url) => element.Extension.Exists(e => e.Url == url);
}
