using Hl7.Fhir.Model;
using Mhero.Core.Authoring;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using static Hl7.Fhir.Model.Questionnaire;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>What a flow cannot have is an issue with the item's linkId, and the rest of the Questionnaire is authored.</summary>
public sealed class RefusedItemsTests
{
    private const string Sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";

    private static readonly Dictionary<string, (ItemComponent Item, string Code)> Refused = new()
    {
        ["attachment"] = (Forms.Item("x", QuestionnaireItemType.Attachment, "Photo?"), AuthoringCodes.TypeNotAuthored),
        ["reference"] = (Forms.Item("x", QuestionnaireItemType.Reference, "Which facility?"), AuthoringCodes.TypeNotAuthored),
        ["subQuestionnaire"] = (Forms.Item("x", QuestionnaireItemType.Display, "Part").With(Sdc + "subQuestionnaire", new Canonical("http://example.org/q")), AuthoringCodes.TypeNotAuthored),
        ["calculated"] = (Forms.Item("x", QuestionnaireItemType.Decimal, "BMI").With(Sdc + "calculatedExpression", Fhirpath("%weight/%height")), AuthoringCodes.ExpressionNotAuthored),
        ["enableWhenExpression"] = (Forms.Item("x", QuestionnaireItemType.String, "Why?").With(Sdc + "enableWhenExpression", Fhirpath("%age > 5")), AuthoringCodes.ExpressionNotAuthored),
        ["answerExpression"] = (Forms.Item("x", QuestionnaireItemType.Choice, "Which?").With(Sdc + "answerExpression", Fhirpath("%list")), AuthoringCodes.ExpressionNotAuthored),
        ["no options"] = (Forms.Item("x", QuestionnaireItemType.Choice, "Which?"), AuthoringCodes.OptionsNotAuthored),
        ["value set"] = (new ItemComponent { LinkId = "x", Type = QuestionnaireItemType.Choice, Text = "Which?", AnswerValueSet = "http://snomed.info/sct?fhir_vs" }, AuthoringCodes.OptionsNotAuthored),
        ["many options"] = (Forms.Choice("x", "Which?", [.. Enumerable.Range(1, 21).Select(i => $"Option {i}")]), AuthoringCodes.TooManyOptions),
        ["condition on unknown"] = (Forms.Item("x", QuestionnaireItemType.String, "Why?").When("later", QuestionnaireItemOperator.Equal, new FhirBoolean(true)), AuthoringCodes.ConditionNotAuthored),
        ["condition on other option"] = (Forms.Item("x", QuestionnaireItemType.String, "Why?").When("first", QuestionnaireItemOperator.Equal, new Coding(Forms.Codes, "c9")), AuthoringCodes.ConditionNotAuthored),
        ["no text"] = (new ItemComponent { LinkId = "x", Type = QuestionnaireItemType.String }, AuthoringCodes.NoText),
        ["units"] = (Forms.Item("x", QuestionnaireItemType.Quantity, "Weight?").With(Core + "questionnaire-unitOption", new Coding("u", "kg")).With(Core + "questionnaire-unitOption", new Coding("u", "g")), AuthoringCodes.UnitNotAuthored),
        ["hidden"] = (Forms.Item("x", QuestionnaireItemType.String, "Hidden").With(QuestionnaireExtensions.Hidden, new FhirBoolean(true)), AuthoringCodes.NoSource),
        ["linkId"] = (Forms.Item("first", QuestionnaireItemType.String, "Again?"), AuthoringCodes.LinkIdRepeated),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Item_ThatNoFlowCanHave_IsRefusedWithItsLinkId(string name)
    {
        var (item, code) = Refused[name];

        var result = Create(Forms.Item("first", QuestionnaireItemType.Boolean, "First?", true), (ItemComponent)item.DeepCopy());

        var issue = Assert.Single(result.Issues, i => i.Severity == MappingSeverity.Warning);
        Assert.Equal((code, $"Questionnaire.item.where(linkId='{item.LinkId}')"), (issue.Code, issue.Path));
        Assert.Equal(1, result.Value!.Questions);
        Assert.Empty(ImportRules.Faults(result.Value.Export));
    }

    [Theory]
    [InlineData(Core + "questionnaire-constraint", AuthoringCodes.RuleNotChecked)]
    [InlineData(Core + "questionnaire-maxOccurs", AuthoringCodes.RuleNotChecked)]
    [InlineData(Sdc + "initialExpression", AuthoringCodes.PartIgnored)]
    public void Part_WithoutEffect_IsSaidAndTheQuestionAsked(string extension, string code)
    {
        var result = Create(Forms.Item("x", QuestionnaireItemType.String, "Why?").With(extension, new FhirString("-")));

        Assert.Contains(result.Issues, i => i.Code == code && i.Path == "Questionnaire.item.where(linkId='x')" && i.Severity == MappingSeverity.Information);
        Assert.Equal(1, result.Value!.Questions);
    }

    [Fact]
    public void Pattern_ThatTheEngineDoesNotHave_IsNotChecked()
    {
        var result = Create(Forms.Item("x", QuestionnaireItemType.String, "Code?").With(QuestionnaireExtensions.Regex, new FhirString("(?=.*a)[a-z]+")));

        Assert.Contains(result.Issues, i => i.Code == AuthoringCodes.RuleNotChecked);
        Assert.DoesNotContain("(?=", result.Value!.Export, StringComparison.Ordinal);
    }

    [Fact]
    public void Questionnaire_WithoutAQuestionThatCanBeAsked_GivesNoFlow()
    {
        var result = Create(Forms.Item("x", QuestionnaireItemType.Attachment, "Photo?"));

        Assert.Null(result.Value);
        Assert.Contains(result.Issues, i => i.Code == AuthoringCodes.NoQuestionnaire);
    }

    [Fact]
    public void Questionnaire_WithTooManyQuestions_GivesNoFlow()
    {
        var result = Create([.. Enumerable.Range(1, 250).Select(i => Forms.Item($"q{i}", QuestionnaireItemType.Integer, "How many?", true))]);

        Assert.Null(result.Value);
        Assert.Contains(result.Issues, i => i.Code == AuthoringCodes.TooManyNodes);
    }

    [Fact]
    public void Name_OfTheFlow_IsTheOneThatTheQuestionnaireHasAfterwards()
    {
        var questionnaire = Forms.Of(Forms.Item("x", QuestionnaireItemType.String, "Why?"));
        questionnaire.Title = "The \"long\" name " + new string('n', 80);

        var result = QuestionnaireToFlow.Create(new AuthoringSource(questionnaire, new AuthoringOptions { ExpireAfterMinutes = 700 }, []));

        Assert.Equal(64, result.Value!.Name.Length);
        Assert.Equal(result.Value.Name, Assert.Single(result.Value.Questionnaire.Identifier, i => i.System == MheroSystems.FlowName).Value);
        Assert.Empty(questionnaire.Identifier);
        Assert.Contains(result.Issues, i => i.Code == AuthoringCodes.NotLinked);
        Assert.Contains(result.Issues, i => i.Code == AuthoringCodes.ValueAdapted);
    }

    private static MappingResult<AuthoredFlow?> Create(params ItemComponent[] items) => QuestionnaireToFlow.Create(new AuthoringSource(Forms.Of(items), new AuthoringOptions(), []));

    private static Expression Fhirpath(string text) => new() { Language = "text/fhirpath", Expression_ = text };
}
