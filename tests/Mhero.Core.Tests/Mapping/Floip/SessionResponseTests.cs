using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using Status = Hl7.Fhir.Model.QuestionnaireResponse.QuestionnaireResponseStatus;

namespace Mhero.Core.Tests.Mapping.Floip;

public class SessionResponseTests
{
    private const string Source = "viamo";

    private static readonly DateTimeOffset Start = new(2021, 2, 5, 17, 0, 0, TimeSpan.Zero);
    private static readonly int[] PageSizes = [1, 2, 250, 500];

    private static readonly ResultsPackage Package = new()
    {
        Id = "0c364ee1-0305-42ad-9fc9-2ec5a80c55fa",
        Modified = "2021-02-05T17:00:00+00:00",
        Questions =
        [
            new("sex", ResultsQuestionType.SelectOne, "Sex?") { Choices = ["Female", "Male"] },
            new("signs", ResultsQuestionType.SelectMany, "Signs?") { Choices = ["fever", "rash"] },
            new("age", ResultsQuestionType.Numeric, "Age?") { Minimum = 0, Maximum = 110 },
            new("where", ResultsQuestionType.GeoPoint, "Where?"),
            new("day", ResultsQuestionType.Date, "Day?"),
        ],
    };

    private static readonly Questionnaire Form = new PackageToQuestionnaire(new FlowMappingOptions()).Map(new PackageSource(Source, Package)).Value;

    [Fact]
    public void Map_EachType_IsTyped()
    {
        var response = Respond(
            [Row(1, "sex", "female"), Row(2, "signs", "fever", "rash"), Row(3, "age", "3.0000"), Row(4, "where", "-1.95", "30.06"), Row(5, "day", "2021-02-04")]).Value;

        Assert.Equal(Status.Completed, response.Status);
        Assert.Equal($"{Form.Url}|{Package.Modified}", response.Questionnaire);
        Assert.Equal(["female", "fever|rash", "3.0000", "geo:-1.95,30.06", "2021-02-04"], response.Item.Select(i => string.Join('|', i.Answer.Select(a => TextOf(a.Value)))));
        Assert.Equal("2021-02-05T17:00:05Z", response.Authored);
        Assert.Equal((MheroSystems.FloipSession, $"viamo/{Package.Id}/s"), (response.Identifier!.System, response.Identifier.Value));
        Assert.Equal((MheroSystems.FloipContact, "viamo/c"), (response.Source!.Identifier!.System, response.Source.Identifier.Value));
        Assert.Null(response.Source.Reference);
    }

    [Fact]
    public void Map_ReAskedQuestion_TakesTheLastAnswerAndKeepsTheEarlier()
    {
        var response = Respond([Row(1, "age", "300"), Row(2, "sex", "Male"), Row(3, "age", "30")]).Value;

        var answer = Assert.Single(response.Item.Single(i => i.LinkId == "age").Answer);
        Assert.Equal("30", TextOf(answer.Value));
        var earlier = Assert.Single(answer.GetExtensions(QuestionnaireExtensions.EarlierAnswer));
        Assert.Equal("300", earlier.GetStringExtension(QuestionnaireExtensions.EarlierValue));
    }

    [Fact]
    public void Map_UnknownQuestion_IsKeptAsTextAndReported()
    {
        var (response, issues) = Respond([Row(1, "later", "a", "b")]);

        Assert.Equal("a, b", TextOf(Assert.Single(Assert.Single(response.Item).Answer).Value));
        Assert.Contains(issues, i => i.Code == MappingCodes.ResultWithoutItem);
    }

    [Fact]
    public void Map_ChoiceThatDoesNotExist_IsKeptWithoutACode()
    {
        var (response, issues) = Respond([Row(1, "sex", "other"), Row(2, "signs", "fever", "cough")]);

        Assert.Equal(2, issues.Count(i => i.Code == MappingCodes.NotAnOption));
        Assert.Equal("other", ((Coding)response.Item[0].Answer[0].Value!).Display);
        Assert.Equal(["fever", null], response.Item[1].Answer.Select(a => ((Coding)a.Value!).Code));
    }

    [Theory]
    [InlineData(1, false, Status.InProgress)]
    [InlineData(30, false, Status.Completed)]
    [InlineData(1, true, Status.InProgress)]
    [InlineData(30, true, Status.Stopped)]
    public void Map_SessionWithMissingAnswers_HasAStatusByRule(int hours, bool hasFinal, Status expected)
    {
        var rules = new SessionRules(TimeSpan.FromHours(24), hasFinal ? ["day"] : []);

        Assert.Equal(expected, Respond([Row(1, "age", "30")], rules, Start.AddHours(hours)).Value.Status);
        Assert.Equal(hasFinal ? Status.Completed : expected, Respond([Row(1, "age", "30"), Row(2, "day", "2021-02-04")], rules, Start.AddHours(hours)).Value.Status);
    }

    [Fact]
    public void Ids_OfTwoSources_AreDifferent()
    {
        Assert.NotEqual(FloipIds.Session("a", "p", "s"), FloipIds.Session("b", "p", "s"));
        Assert.NotEqual(FloipIds.Session("a", "b/c", "s"), FloipIds.Session("a/b", "c", "s"));
    }

    /// <summary>The predecessor lost every 251st response, and the earlier part of a session that two pages share.</summary>
    [Property(MaxTest = 30)]
    public Property Map_AnyPagesInAnyOrder_GiveEqualResponses() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).Zip(Gen.Choose(1, 700)).ToArbitrary(), given =>
        {
            var random = new Random(given.Item1);
            var rows = Enumerable.Range(0, given.Item2).Select(i => AnyRow(random, i)).ToList();
            var expected = ResponsesOf([rows]);
            foreach (var size in PageSizes)
            {
                var shuffled = rows.OrderBy(_ => random.Next()).ToList();
                var pages = shuffled.Chunk(size).ToList();
                // A page that repeats, as after a process that died before it moved the cursor.
                pages.Add(pages[random.Next(pages.Count)]);

                Assert.Equal(expected, ResponsesOf(pages));
            }
        });

    /// <summary>The responses by session, from pages that are merged into what is stored, as the sync does.</summary>
    private static SortedDictionary<string, string> ResponsesOf(IEnumerable<IReadOnlyList<ResultsRow>> pages)
    {
        var stored = new Dictionary<string, IReadOnlyList<ResultsRow>>();
        foreach (var page in pages)
        {
            foreach (var session in page.GroupBy(r => r.SessionId))
            {
                stored[session.Key] = ResultsSession.Of(session.Key, stored.GetValueOrDefault(session.Key, []).Concat(session)).Rows;
            }
        }

        return new(stored.ToDictionary(s => s.Key, s => Encoding.UTF8.GetString(FhirJson.Serialize(Respond(s.Value, session: s.Key).Value))));
    }

    private static ResultsRow AnyRow(Random random, int id)
    {
        var question = Package.Questions[random.Next(Package.Questions.Count)];
        var row = Row(random.Next(100), question.Id, question.Choices.Count > 0 ? question.Choices[random.Next(question.Choices.Count)] : random.Next(200).ToString(CultureInfo.InvariantCulture));
        return row with { RowId = id.ToString(CultureInfo.InvariantCulture), SessionId = $"s{random.Next(12)}" };
    }

    private static MappingResult<QuestionnaireResponse> Respond(IReadOnlyList<ResultsRow> rows, SessionRules? rules = null, DateTimeOffset? now = null, string session = "s")
    {
        var run = new SessionToRun().Map(new SessionSource(Source, Package, ResultsSession.Of(session, rows), rules ?? SessionRules.Default, now ?? Start.AddDays(3))).Value;
        var people = new RunPeople(run.Details.ToSource());
        return new RunToQuestionnaireResponse(new RunMappingOptions()).Map(new RunSource(run.Run, Form, people, new PlaceIndex([])) { Session = run.Details });
    }

    private static ResultsRow Row(int second, string question, params string[] values) => new()
    {
        RowId = second.ToString(CultureInfo.InvariantCulture),
        SessionId = "s",
        ContactId = "c",
        QuestionId = question,
        Time = Start.AddSeconds(second),
        Response = new RowResponse(values, values.Length > 1),
    };

    private static string? TextOf(DataType? value) => value is Coding coding ? coding.Code : value?.ToString();
}
