using Mhero.Core.Fhir;

namespace Mhero.Core.Authoring;

/// <summary>The extensions of core R4 and of SDC that decide how a question is asked.</summary>
internal static class AuthoringExtensions
{
    public const string ShortText = Sdc + "shortText";
    public const string OpenLabel = Sdc + "openLabel";
    public const string EnableWhenExpression = Sdc + "enableWhenExpression";
    public const string CalculatedExpression = Sdc + "calculatedExpression";
    public const string InitialExpression = Sdc + "initialExpression";
    public const string AnswerExpression = Sdc + "answerExpression";
    public const string CandidateExpression = Sdc + "candidateExpression";
    public const string AnswerOptionsToggle = Sdc + "answerOptionsToggleExpression";
    public const string OptionPrefix = Core + "questionnaire-optionPrefix";
    public const string OptionExclusive = Core + "questionnaire-optionExclusive";
    public const string EntryFormat = Core + "entryFormat";
    public const string MinLength = Core + "minLength";
    public const string MaxDecimalPlaces = Core + "maxDecimalPlaces";
    public const string MinOccurs = Core + "questionnaire-minOccurs";
    public const string MaxOccurs = Core + "questionnaire-maxOccurs";
    public const string Constraint = Core + "questionnaire-constraint";
    public const string TargetConstraint = Core + "targetConstraint";
    public const string SubQuestionnaire = Sdc + "subQuestionnaire";

    private const string Core = StandardSystems.CoreDefinitions;
    private const string Sdc = StandardSystems.SdcQuestionnaire;
}
