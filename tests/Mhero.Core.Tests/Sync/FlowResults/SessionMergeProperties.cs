using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mhero.Core.Fhir;
using Mhero.Core.Floip;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.Sync.FlowResults.Sessions;

namespace Mhero.Core.Tests.Sync.FlowResults;

/// <summary>However the rows of sessions are cut into pages, ordered and repeated, the same responses come of them.</summary>
public sealed class SessionMergeProperties
{
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero);
    private static readonly ResultsPackage Package = new()
    {
        Id = "p",
        Title = "T",
        Questions = [new("age", ResultsQuestionType.Numeric, "Age?"), new("sex", ResultsQuestionType.SelectOne, "Sex?") { Choices = ["Female", "Male"] }, new("text", ResultsQuestionType.Text, "Text?")],
    };

    private static readonly Hl7.Fhir.Model.Questionnaire Questionnaire = new PackageToQuestionnaire(new FlowMappingOptions()).Map(new PackageSource("s", Package)).Value;

    [Property(MaxTest = 12)]
    public Property Add_AnyPagesAndOrder_GivesEqualResponses() => Prop.ForAll(
        RowsOf().ToArbitrary(),
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
        (rows, seed) => new[] { 1, 2, 250, 500 }.Select(size => Responses(rows, size, seed)).Append(Responses(rows, rows.Count, null)).Distinct().Count() == 1);

    private static Gen<List<ResultsRow>> RowsOf()
    {
        var row =
            from session in Gen.Choose(1, 4)
            from question in Gen.Elements("age", "sex", "text", "unknown")
            from second in Gen.Choose(0, 30)
            from value in Gen.Elements("1", "2", "Female", "no")
            select new ResultsRow
            {
                RowId = "",
                SessionId = $"s{session}",
                ContactId = $"c{session}",
                QuestionId = question,
                Time = Now.AddDays(-9).AddSeconds(second),
                Response = new RowResponse([value], false),
            };
        return Gen.ListOf(row, 520).Select(rows => rows.Select((r, i) => r with { RowId = $"{i}" }).ToList());
    }

    /// <summary>The responses as text. With a seed the rows are shuffled, and some pages come twice.</summary>
    private static string Responses(IReadOnlyList<ResultsRow> rows, int pageSize, int? seed)
    {
        var random = seed is { } value ? new System.Random(value) : null;
        var pages = (random is null ? rows : [.. rows.OrderBy(_ => random.Next())]).Chunk(pageSize).ToList();
        var stored = new Dictionary<string, SessionRow>();
        foreach (var page in random is null ? pages : [.. pages.Concat(pages.Where(_ => random.Next(3) == 0)).OrderBy(_ => random.Next())])
        {
            foreach (var session in page.GroupBy(r => r.SessionId))
            {
                var issues = new List<FloipIssue>();
                stored[session.Key] = SessionMerge.Add(stored.GetValueOrDefault(session.Key), session.Key, session, Now, issues)!;
                Assert.Empty(issues);
            }
        }

        var toResponse = new RunToQuestionnaireResponse(new RunMappingOptions());
        return string.Join('\n', stored.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s =>
        {
            var run = new SessionToRun().Map(new SessionSource("s", Package, ResultsSession.Of(s.Key, s.Value.Rows), SessionRules.Default, Now)).Value;
            var response = toResponse.Map(new RunSource(run.Run, Questionnaire, new RunPeople(run.Details.ToSource()), PlaceIndex.Empty) { Session = run.Details }).Value;
            return System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(response));
        }));
    }
}
