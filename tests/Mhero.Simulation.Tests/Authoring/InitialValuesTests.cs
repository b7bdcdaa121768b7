using FsCheck;
using FsCheck.Fluent;
using Hl7.Fhir.Model;
using Mhero.Core.Authoring;
using static Hl7.Fhir.Model.Questionnaire;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>The initial value of a question is an answer that the contact confirms or replaces.</summary>
public sealed class InitialValuesTests
{
    private static readonly Dictionary<string, (DataType Initial, string Answer, string Shown)> Initials = new()
    {
        ["boolean"] = (new FhirBoolean(true), "True", "Yes"),
        ["integer"] = (new Integer(0), "0", "0"),
        ["integer-bounded"] = (new Integer(7), "7", "7"),
        ["decimal"] = (new FhirDecimal(37.5m), "37.5", "37.5"),
        ["quantity"] = (new Quantity { Value = 2.5m, Code = "kg" }, "2.5 kg", "2.5 (kg)"),
        ["date"] = (new Date("2026-01-31"), "2026-01-31", "31-01-2026"),
        ["dateTime"] = (new FhirDateTime("2026-01-31T14:30:00+02:00"), "2026-01-31T14:30:00+02:00", "31-01-2026 14:30"),
        ["time"] = (new Time("14:30:00"), "14:30:00", "14:30"),
        ["string"] = (new FhirString("user@site"), "user@site", "user@site"),
        ["string-pattern"] = (new FhirString("2026-W10"), "2026-W10", "2026-W10"),
        ["text"] = (new FhirString("As before"), "As before", "As before"),
        ["url"] = (new FhirUri("http://example.org/a"), "http://example.org/a", "http://example.org/a"),
        ["choice"] = (new Coding(Forms.Codes, "c3"), $"{Forms.Codes}|c3", "Other"),
        ["open-choice"] = (new Coding(Forms.Codes, "c2"), $"{Forms.Codes}|c2", "Cough"),
    };

    public static TheoryData<string> Kinds => [.. Initials.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Initial_ConfirmedOrReplaced_IsTheMeantAnswer(string kind)
    {
        var (initial, answer, shown) = Initials[kind];
        var item = With(kind, initial);
        var flow = new PlayedFlow(Forms.Of(item));
        Assert.DoesNotContain(flow.Issues, i => i.Code == AuthoringCodes.PartIgnored);
        var texts =
            from isRight in Gen.Elements(true, false)
            from yes in Gen.Elements("1", "yes")
            from wrong in Gen.Elements<string[]>([], ["perhaps"], ["?", "3"])
            from right in AnswerCases.All[kind].Valid
            select (IsRight: isRight, Texts: (string[])[.. wrong, .. isRight ? [yes] : right.Text.Split('|').Prepend("2")], right.Answers);

        Prop.ForAll(texts.ToArbitrary(), sent =>
        {
            var play = flow.PlayAsync(sent.Texts).GetAwaiter().GetResult();

            Assert.Equal("completed", play.Run.ExitType);
            Assert.EndsWith($"Is this right: {shown}?\n1 Yes\n2 No", play.Messages[0], StringComparison.Ordinal);
            Assert.Equal(sent.IsRight ? [answer] : sent.Answers, play.Answers(item.LinkId!));
            Assert.Empty(ResponseRules.Faults(flow.Authored.Questionnaire, play.Response));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task InitialSelected_IsOffered_AndFulfilsConditions()
    {
        var choice = Forms.Choice("c", "Which symptom?", "Fever", "Cough");
        choice.AnswerOption[1].InitialSelected = true;
        var flow = new PlayedFlow(Forms.Of(choice, Forms.Item("n", QuestionnaireItemType.Integer, "Since how many days?", true).When("c", QuestionnaireItemOperator.Equal, new Coding(Forms.Codes, "c2"))));

        var play = await flow.PlayAsync(["1", "3"]);

        Assert.Equal([$"c {Forms.Codes}|c2", "n 3"], play.AllAnswers());
        Assert.Contains("Is this right: Cough?", play.Messages[0], StringComparison.Ordinal);
    }

    /// <summary>What is not one answer to the item is reported, and the contact is asked as ever.</summary>
    [Fact]
    public async Task Initial_ThatIsNotOneAnswer_IsReportedAndNotOffered()
    {
        var several = With("integer", new Integer(1));
        several.Initial.Add(new InitialComponent { Value = new Integer(2) });
        var selection = With("select-many", new Coding(Forms.Codes, "c1"));
        var items = new[]
        {
            several, selection, With("choice", new Coding(Forms.Codes, "no-such-code")), With("quantity", new Quantity { Value = 1, Code = "g" }), With("date", new Date("2026")), With("decimal", new FhirString("1")),
        };
        var flow = new PlayedFlow(Forms.Of(items));

        Assert.Equal(items.Length, flow.Issues.Count(i => i.Code == AuthoringCodes.PartIgnored && i.Message.Contains("initial value is not offered", StringComparison.Ordinal)));
        var play = await flow.PlayAsync(["5", "1 3"]);
        Assert.DoesNotContain(play.Messages, m => m.Contains("Is this right", StringComparison.Ordinal));
        Assert.Equal(["5"], play.Answers("i"));
    }

    private static ItemComponent With(string kind, DataType initial)
    {
        var item = (ItemComponent)AnswerCases.All[kind].Item.DeepCopy();
        item.Initial = [new InitialComponent { Value = initial }];
        return item;
    }
}
