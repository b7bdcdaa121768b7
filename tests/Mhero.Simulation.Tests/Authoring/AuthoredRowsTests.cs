using FsCheck;
using FsCheck.Fluent;
using Hl7.Fhir.Model;
using Mhero.Core.Authoring;
using Mhero.Core.Mapping.Issues;
using static Hl7.Fhir.Model.Questionnaire;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>Groups that repeat are asked row by row and come back as rows.</summary>
public sealed class AuthoredRowsTests
{
    [Fact]
    public void Rows_PlayedWithAnyAnswers_ComeBackAsTheyWereGiven()
    {
        var flow = new PlayedFlow(Form(required: false), PlayedFlow.Quiet with { MaxRows = 3 });
        var rows = (from sex in Gen.Choose(1, 2) from age in Gen.Choose(0, 99) from pregnant in Gen.Choose(1, 2) select (Sex: sex, Age: age, Pregnant: pregnant)).ArrayOf();

        Prop.ForAll(rows.Select(r => r.Take(3).ToArray()).ToArbitrary(), given =>
        {
            List<string> texts = ["Remera"];
            foreach (var (sex, age, pregnant) in given)
            {
                texts.AddRange(["1", $"{sex}", $"{age}"]);
                texts.AddRange(sex == 1 ? [$"{pregnant}"] : []);
            }

            texts.AddRange(given.Length < 3 ? ["2"] : []);
            texts.Add("done");

            var play = flow.PlayAsync(texts).GetAwaiter().GetResult();

            Assert.Equal("completed", play.Run.ExitType);
            Assert.Empty(ResponseRules.Faults(flow.Authored.Questionnaire, play.Response));
            Assert.Equal(given.Length, play.Response.Item.Count(i => i.LinkId == "cases"));
            Assert.Equal(given.Select(r => $"{Forms.Codes}|c{r.Sex}"), play.Answers("1.1"));
            Assert.Equal(given.Select(r => $"{r.Age}"), play.Answers("1.2"));
            Assert.Equal(given.Where(r => r.Sex == 1).Select(r => r.Pregnant == 1 ? "True" : "False"), play.Answers("1.3"));
            Assert.Equal(["done"], play.Answers("note"));
            Assert.Empty(play.Issues);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Rows_OfARequiredGroup_BeginWithoutAQuestion()
    {
        var flow = new PlayedFlow(Form(required: true));

        var play = await flow.PlayAsync(["Remera", "2", "30", "no", "done"]);

        Assert.Equal(["Which village?", "Cases\nSex?\n1 Female\n2 Male", "Age?", "Is there another one?\n1 Yes\n2 No", "Anything else?", "Thank you. Your answers are recorded."], play.Messages);
        Assert.Single(play.Response.Item, i => i.LinkId == "cases");
    }

    [Fact]
    public void Rows_WithinRowsAndConditionsFromOutside_AreRefused()
    {
        var form = Form(required: true);
        form.Item[1].Item.Add(new ItemComponent { LinkId = "inner", Type = QuestionnaireItemType.Group, Text = "Inner", Repeats = true, Item = [Forms.Item("x", QuestionnaireItemType.String, "Why?")] });
        form.Item[2].When("1.2", QuestionnaireItemOperator.GreaterThan, new Integer(5));

        var result = QuestionnaireToFlow.Create(new AuthoringSource(form, new AuthoringOptions(), []));

        Assert.Equal(
            [(AuthoringCodes.RepeatNotAuthored, "Questionnaire.item.where(linkId='inner')"), (AuthoringCodes.ConditionNotAuthored, "Questionnaire.item.where(linkId='note')")],
            result.Issues.Where(i => i.Severity == MappingSeverity.Warning).Select(i => (i.Code, i.Path)));
        Assert.Empty(ImportRules.Faults(result.Value!.Export));
    }

    private static Questionnaire Form(bool required)
    {
        var group = new ItemComponent { LinkId = "cases", Type = QuestionnaireItemType.Group, Text = "Cases", Repeats = true, Required = required };
        return Forms.Of(
            Forms.Item("village", QuestionnaireItemType.String, "Which village?", true),
            group.WithItems(
                Forms.Choice("1.1", "Sex?", "Female", "Male"),
                Forms.Item("1.2", QuestionnaireItemType.Integer, "Age?", true),
                Forms.Item("1.3", QuestionnaireItemType.Boolean, "Pregnant?", true).When("1.1", QuestionnaireItemOperator.Equal, new Coding(Forms.Codes, "c1"))),
            Forms.Item("note", QuestionnaireItemType.String, "Anything else?", true));
    }
}
