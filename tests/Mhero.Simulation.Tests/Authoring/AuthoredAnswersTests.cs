using FsCheck;
using FsCheck.Fluent;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using static Hl7.Fhir.Model.Questionnaire;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>
/// For each kind of question: Questionnaire to flow, imported and played with generated answers, to a response that has the meant answers and
/// fits the Questionnaire.
/// </summary>
public sealed class AuthoredAnswersTests
{
    public static TheoryData<string> Kinds => [.. AnswerCases.All.Keys];

    public static TheoryData<string> KindsThatRefuse => [.. AnswerCases.All.Where(c => c.Value.Invalid is not null).Select(c => c.Key)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Required_ValidAndInvalidAnswers_GiveTheMeantAnswer(string kind) => Check(kind, isRequired: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Optional_ValidAndInvalidAnswers_GiveTheMeantAnswer(string kind) => Check(kind, isRequired: false);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Optional_Skipped_HasNoAnswer(string kind)
    {
        var flow = new PlayedFlow(Forms.Of(Copy(AnswerCases.All[kind].Item, isRequired: false)));

        var play = await flow.PlayAsync([SkipWord(kind)]);

        Assert.Empty(play.Response.Item);
        Assert.Equal("completed", play.Run.ExitType);
        Assert.Contains(play.Issues, issue => issue.Code == MappingCodes.NotAnswered);
    }

    [Theory]
    [MemberData(nameof(KindsThatRefuse))]
    public async Task Required_OnlyInvalidAnswers_AreAskedThriceAndKeptAsText(string kind)
    {
        var sample = AnswerCases.All[kind].Invalid!.Sample(1, 1).First();
        var flow = new PlayedFlow(Forms.Of(AnswerCases.All[kind].Item));

        var play = await flow.PlayAsync([sample, sample, sample]);

        Assert.Equal("completed", play.Run.ExitType);
        Assert.Equal(4, play.Messages.Count);
        Assert.Equal(play.Messages[1], play.Messages[2]);
        var kept = Assert.Single(Assert.Single(play.Response.Item).Answer).Value!;
        var original = kept.Extension.Find(e => e.Url == QuestionnaireExtensions.OriginalText)?.Value;
        var shown = Play.Show(original ?? (kept is Coding { Display: { } display } ? new FhirString(display) : kept)).Trim();

        // A day outside the bounds is a result with RapidPro's form of a date.
        var isDay = DateOnly.TryParseExact(sample, "dd-MM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        Assert.True(shown == sample.Trim() || (isDay && shown.StartsWith(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal)), $"{sample}: {shown}");
    }

    private static void Check(string kind, bool isRequired)
    {
        var item = Copy(AnswerCases.All[kind].Item, isRequired);
        var flow = new PlayedFlow(Forms.Of(item), PlayedFlow.Quiet with { Retries = 3 });
        var skip = SkipWord(kind);
        var texts =
            from count in Gen.Choose(0, 3)
            from wrong in AnswerCases.All[kind].Invalid?.Where(t => isRequired || t != skip).ArrayOf(count) ?? Gen.Constant<string[]>([])
            from right in AnswerCases.All[kind].Valid.Where(v => isRequired || !v.Text.Trim().Equals(skip, StringComparison.OrdinalIgnoreCase))
            select (Wrong: wrong, Right: right);

        Prop.ForAll(texts.ToArbitrary(), sent =>
        {
            var play = flow.PlayAsync([.. sent.Wrong, .. sent.Right.Text.Split('|')]).GetAwaiter().GetResult();

            Assert.Equal("completed", play.Run.ExitType);
            Assert.Equal(sent.Right.Answers, play.Answers(item.LinkId!));
            Assert.Empty(ResponseRules.Faults(flow.Authored.Questionnaire, play.Response));
            Assert.DoesNotContain(play.Issues, issue => issue.Severity != MappingSeverity.Information || issue.Code != MappingCodes.NotAnOption);
            Assert.Equal(2 + sent.Wrong.Length + sent.Right.Text.Count(c => c == '|'), play.Messages.Count);
        }).QuickCheckThrowOnFailure();
    }

    private static string SkipWord(string kind) => kind is "integer" or "integer-bounded" or "quantity" ? "X" : "0";

    private static ItemComponent Copy(ItemComponent item, bool isRequired)
    {
        var copy = (ItemComponent)item.DeepCopy();
        copy.Required = isRequired;
        return copy;
    }
}
