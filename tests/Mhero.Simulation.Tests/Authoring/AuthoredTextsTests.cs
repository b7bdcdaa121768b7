using Hl7.Fhir.Model;
using Mhero.Core.Authoring;
using Mhero.Core.Fhir;
using static Hl7.Fhir.Model.Questionnaire;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>The extensions and options that decide how a question reads.</summary>
public sealed class AuthoredTextsTests
{
    private const string Sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";

    [Fact]
    public async Task Letters_InTheMenu_AreSentInPlaceOfNumbers()
    {
        var flow = new PlayedFlow(Forms.Of(Forms.Choice("c", "Which colour?", "Red", "Green"), Forms.Item("b", QuestionnaireItemType.Boolean, "Sure?", true)), PlayedFlow.Quiet with { Menu = MenuStyle.Letters });

        var play = await flow.PlayAsync(["1", "b", "A"]);

        Assert.Equal("Which colour?\nA Red\nB Green", play.Messages[0]);
        Assert.Equal("Please send the letter of one of the answers.", play.Messages[1]);
        Assert.Equal([$"{Forms.Codes}|c2"], play.Answers("c"));
        Assert.Equal(["True"], play.Answers("b"));
    }

    [Theory]
    [InlineData(new[] { "10", "20" }, "10 Red\n20 Green", "20")]
    [InlineData(new[] { "R)", "G)" }, "R Red\nG Green", "g")]
    [InlineData(new[] { "a", "a" }, "1 Red\n2 Green", "2")]
    public async Task OptionPrefixes_ThatAreShortAndDifferent_AreTheLabels(string[] prefixes, string menu, string answer)
    {
        var item = Forms.Choice("c", "Which colour?", "Red", "Green");
        for (var i = 0; i < prefixes.Length; i++)
        {
            item.AnswerOption[i].Extension.Add(new Extension(Core + "questionnaire-optionPrefix", new FhirString(prefixes[i])));
        }

        var play = await new PlayedFlow(Forms.Of(item)).PlayAsync([answer]);

        Assert.Equal($"Which colour?\n{menu}", play.Messages[0]);
        Assert.Equal([$"{Forms.Codes}|c2"], play.Answers("c"));
    }

    [Fact]
    public async Task ShortTextPrefixEntryFormatAndUnit_AreInTheQuestion()
    {
        var named = Forms.Item("s", QuestionnaireItemType.String, "A long text for screens", true).With(Sdc + "shortText", new FhirString("Week?")).With(Core + "entryFormat", new FhirString("2026W10"));
        named.Prefix = "1.";
        var weight = Forms.Item("w", QuestionnaireItemType.Quantity, "Weight", true).With(QuestionnaireExtensions.Unit, new Coding("http://unitsofmeasure.org", "kg", "kilograms"));
        var open = Forms.Item("o", QuestionnaireItemType.OpenChoice, "Which?", true).WithOptions("Red").With(Sdc + "openLabel", new FhirString("Some other colour"));

        var play = await new PlayedFlow(Forms.Of(named, weight, open)).PlayAsync(["2026W11", "60.5", "some other colour", "blue"]);

        Assert.Equal(["1. Week? (2026W10)", "Weight (kilograms)", "Which?\n1 Red\n2 Some other colour", "Please write your answer."], play.Messages.Take(4));
        Assert.Equal(["blue"], play.Answers("o"));
    }

    [Fact]
    public async Task LongDisplay_WithACategoryOfRapidPro_IsListedByTheCategory()
    {
        var item = Forms.Choice("c", "Which test?", "SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory specimen", "SARS-CoV-2 (COVID-19) Ag [Presence] in Respiratory specimen");
        item.AnswerOption[0].Extension.Add(new Extension(QuestionnaireExtensions.RapidProCategory, new FhirString("PCR")));
        item.AnswerOption[1].Extension.Add(new Extension(QuestionnaireExtensions.RapidProCategory, new FhirString("Rapid test")));

        var play = await new PlayedFlow(Forms.Of(item)).PlayAsync(["rapid test"]);

        Assert.Equal("Which test?\n1 PCR\n2 Rapid test", play.Messages[0]);
        Assert.Equal("Rapid test", play.Run.Values["c"].Category);
        Assert.Equal([$"{Forms.Codes}|c2"], play.Answers("c"));
    }

    // The simulator reads dates day first, so the other formats are not played.
    [Theory]
    [InlineData(WorkspaceDateFormat.DayFirst, "DD-MM-YYYY", "31-01-2026")]
    [InlineData(WorkspaceDateFormat.MonthFirst, "MM-DD-YYYY", "01-31-2026")]
    [InlineData(WorkspaceDateFormat.YearFirst, "YYYY-MM-DD", "2026-01-31")]
    public void Dates_AreAskedForInTheFormatOfTheWorkspace(WorkspaceDateFormat format, string pattern, string last)
    {
        var item = Forms.Item("d", QuestionnaireItemType.Date, "When?", true).WithBounds(new Date("2026-01-01"), new Date("2026-01-31"));

        var messages = new PlayedFlow(Forms.Of(item), PlayedFlow.Quiet with { DateFormat = format }).Authored.Messages.Select(m => m.Text).ToList();

        Assert.Equal($"When? Send the date as {pattern}.", messages[0]);
        Assert.EndsWith($" to {last})", messages[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RapidProTarget.V9, 43200, 43200)]
    [InlineData(RapidProTarget.V26, 43200, 20160)]
    [InlineData(RapidProTarget.V9, 700, 720)]
    public void Expiry_IsOneThatTheReleaseHas(RapidProTarget target, int wanted, int expected)
    {
        var export = new PlayedFlow(Forms.Of(Forms.Item("a", QuestionnaireItemType.String, "Why?")), PlayedFlow.Quiet with { Target = target, ExpireAfterMinutes = wanted }).Authored.Export;

        Assert.Equal(expected, (int?)JsonNode.Parse(export)!["flows"]![0]!["expire_after_minutes"]);
    }

    [Fact]
    public void Language_WithoutTextsOfMHero_IsSaidAndEnglish()
    {
        var form = Forms.Of(Forms.Item("b", QuestionnaireItemType.Boolean, "ደህና ነዎት?", true));
        form.Language = "am";

        var flow = new PlayedFlow(form);

        Assert.Contains(flow.Issues, i => i.Code == AuthoringCodes.LanguageTexts);
        Assert.Equal("ደህና ነዎት?\n1 Yes\n2 No", flow.Authored.Messages[0].Text);
        Assert.Equal(("amh", false), (flow.Authored.Messages[0].Language, flow.Authored.Messages[0].Length.IsGsm7));
    }

    [Fact]
    public void Messages_OfSeveralSegmentsAndTooLong_AreIssues()
    {
        var flow = new PlayedFlow(Forms.Of(
            Forms.Item("a", QuestionnaireItemType.String, new string('a', 200), true), Forms.Item("b", QuestionnaireItemType.String, new string('b', 641), true)));

        Assert.Contains(flow.Issues, i => i is { Code: AuthoringCodes.SeveralSegments, Path: "a" });
        Assert.Contains(flow.Issues, i => i is { Code: AuthoringCodes.TooLong, Path: "b" });
        Assert.Equal(2, flow.Authored.Messages.Single(m => m.Path == "a").Length.Segments);
    }
}
