using Mhero.Core.Caching;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Reporting;
using Mhero.Core.Tests.Fhir;

namespace Mhero.Core.Tests.Reporting;

public sealed class FacilityReportsTests
{
    private const string Form = "http://example.org/fhir/Questionnaire/weekly";
    private static readonly ReportPeriod Week = ReportPeriod.Containing(
        ReportPeriodKind.Week, DateTimeOffset.Parse("2026-03-04T10:00:00Z", null), TimeZoneInfo.FindSystemTimeZoneById("Africa/Kigali"));

    [Fact]
    public async Task ReadAsync_WhatOnlyLooksLikeAReport_IsLeftOut()
    {
        using var stub = new FhirStub(Page(
            null,
            Response("ok", "1", "completed", "2026-03-04T10:00:00Z", Form + "|3"),
            Response("again", "1", "amended", "2026-03-05T10:00:00Z", Form),
            Response("other-form", "2", "completed", "2026-03-04T10:00:00Z", Form + "-other"),
            Response("unfinished", "3", "in-progress", "2026-03-04T10:00:00Z", Form),
            Response("before", "4", "completed", "2026-03-01T21:59:59Z", Form),
            Response("after", "5", "completed", "2026-03-08T22:00:00Z", Form),
            Response("unknown-status", "6", "finished", "2026-03-04T10:00:00Z", Form),
            Response("no-time", "7", "completed", "soon", Form)));

        var reports = await ListAsync(Reports(stub).ReadAsync(ReportForms.Questionnaire(Form), Week));

        Assert.Equal([new FacilityReport("Location/1", "QuestionnaireResponse/ok", DateTimeOffset.Parse("2026-03-04T10:00:00Z", null), DateTimeOffset.Parse("2026-03-04T10:00:00Z", null)) { About = DateTimeOffset.Parse("2026-03-04T10:00:00Z", null) }], reports);
        var query = Uri.UnescapeDataString(stub.Requests[0].Url);
        Assert.Contains("authored=ge2026-03-01T22:00:00+00:00&authored=lt2026-03-22T22:00:00+00:00", query);
        Assert.DoesNotContain("questionnaire=", query);
    }

    [Theory]
    [InlineData("2026-W10", "2026-03-09T06:00:00Z", true)]
    [InlineData("2026w10", "2026-03-12T06:00:00Z", true)]
    [InlineData("2026-03-04", "2026-03-09T06:00:00Z", true)]
    [InlineData("20260304", "2026-03-09T06:00:00Z", true)]
    [InlineData("-1", "2026-03-09T06:00:00Z", true)]
    [InlineData("2026-W09", "2026-03-04T06:00:00Z", false)]
    [InlineData("-1", "2026-03-04T06:00:00Z", false)]
    [InlineData("2026-W11", "2026-03-09T06:00:00Z", false)]
    [InlineData("2026-W40", "2026-03-04T06:00:00Z", true)]
    [InlineData("12", "2026-03-04T06:00:00Z", true)]
    [InlineData("2026-W54", "2026-03-04T06:00:00Z", true)]
    [InlineData("this one", "2026-03-09T06:00:00Z", false)]
    public async Task ReadAsync_ItemThatNamesThePeriod_CountsForThatPeriod(string answer, string authored, bool counts)
    {
        using var stub = new FhirStub(Page(null, Response("a", "1", "completed", authored, Form, answer)));

        Assert.Equal(counts ? ["Location/1"] : [], await Reports(stub).ReportedAsync(ReportForms.Questionnaire(Form), Week));
    }

    [Theory]
    [InlineData("2026-03-09T06:00:00Z", 0, 0, false)]
    [InlineData("2026-03-09T06:00:00Z", -1, 0, true)]
    [InlineData("2026-03-04T06:00:00Z", -1, 0, false)]
    [InlineData("2026-03-09T06:00:00Z", 0, 24, true)]
    [InlineData("2026-03-10T06:00:00Z", 0, 24, false)]
    [InlineData("2026-03-02T06:00:00Z", 0, 24, false)]
    public async Task ReadAsync_OffsetOrGracePeriodOfTheSettings_MovesWhatSaysNothing(string authored, int offset, int hours, bool counts)
    {
        using var stub = new FhirStub(Page(null, Response("a", "1", "completed", authored, Form)));
        var options = new ReportingOptions { PeriodOffset = offset, GracePeriod = TimeSpan.FromHours(hours) };

        Assert.Equal(counts ? ["Location/1"] : [], await Reports(stub, options).ReportedAsync(ReportForms.Questionnaire(Form), Week));
    }

    [Fact]
    public async Task ReadAsync_ReportForLastWeek_CountsForLastWeekAlone()
    {
        var response = await File.ReadAllTextAsync(Path.Combine(Mapping.MappingFiles.Root, "tests", "cases", "10-report-for-last-week", "response.json"));
        var form = ReportForms.Questionnaire("http://example.org/fhir/Questionnaire/weekly-x");
        var week = ReportPeriod.Containing(ReportPeriodKind.Week, DateTimeOffset.Parse("2026-11-23T07:00:00Z", null), TimeZoneInfo.Utc);
        using var now = new FhirStub(Page(null, response));
        using var before = new FhirStub(Page(null, response));

        Assert.Empty(await Reports(now).ReportedAsync(form, week));
        Assert.Equal(["Location/1"], await Reports(before).ReportedAsync(form, week.Previous()));
    }

    [Fact]
    public async Task ReadAsync_FormWithAVersion_CoversThatVersionOnly()
    {
        using var stub = new FhirStub(Page(
            null, Response("a", "1", "completed", "2026-03-04T10:00:00Z", Form + "|3"), Response("b", "2", "completed", "2026-03-04T10:00:00Z", Form + "|4")));

        Assert.Equal(["Location/2"], await Reports(stub).ReportedAsync(ReportForms.Questionnaire(Form + "|4"), Week));
    }

    [Fact]
    public async Task ReportedAsync_SeveralPages_ReadsAllOfThem()
    {
        using var stub = new FhirStub(
            Page("?page=2", Response("a", "1", "completed", "2026-03-04T10:00:00Z", Form)), Page(null, Response("b", "2", "completed", "2026-03-04T10:00:00Z", Form)));

        Assert.Equal(["Location/1", "Location/2"], await Reports(stub).ReportedAsync(ReportForms.Questionnaire(Form), Week));
        Assert.Equal(2, stub.Requests.Count);
    }

    [Theory]
    [InlineData("2026-03-02T00:00:00+02:00", "2026-03-09T00:00:00+02:00", true)]
    [InlineData("2026-03-02", "2026-03-08", true)]
    [InlineData("2026-03-01T23:00:00Z", "2026-03-08T23:00:00Z", true)]
    [InlineData("2026-02-23", "2026-03-02", false)]
    [InlineData("2026-03-09T00:00:00+02:00", "2026-03-15T23:59:59+02:00", false)]
    public async Task ReadAsync_MeasureReport_CountsWhereItsMiddleIs(string start, string end, bool counts)
    {
        using var stub = new FhirStub(Page(null, $$$"""
            {"resourceType":"MeasureReport","id":"m","status":"complete","type":"summary","measure":"http://example.org/m|1","subject":{"reference":"http://registry.example.org/fhir/Location/1/_history/4"},"period":{"start":"{{{start}}}","end":"{{{end}}}"}}
            """));

        Assert.Equal(counts ? ["Location/1"] : [], await Reports(stub).ReportedAsync(ReportForms.Measure("http://example.org/m"), Week));
    }

    [Fact]
    public async Task ReadAsync_SearchByForm_AsksForTheFormToo()
    {
        using var stub = new FhirStub(Page(null, Response("a", "1", "completed", "2026-03-04T10:00:00Z", Form)));

        await ListAsync(Reports(stub, new ReportingOptions { SearchByForm = true }).ReadAsync(ReportForms.Questionnaire(Form), Week));

        Assert.Contains($"questionnaire={Form}", Uri.UnescapeDataString(stub.Requests[0].Url));
    }

    private static FacilityReports Reports(FhirStub stub, ReportingOptions? options = null) => new(
        stub.Gateway,
        new PractitionerCache(stub.Gateway, null!, null!, TimeProvider.System, Options.Create(new CacheOptions()), Options.Create(new ContactMappingOptions())),
        Options.Create(options ?? new ReportingOptions()));

    private static async Task<List<FacilityReport>> ListAsync(IAsyncEnumerable<FacilityReport> reports)
    {
        var list = new List<FacilityReport>();
        await foreach (var report in reports)
        {
            list.Add(report);
        }

        return list;
    }

    private static string Response(string id, string location, string status, string authored, string form, string? week = null) => $$$"""
        {"resourceType":"QuestionnaireResponse","id":"{{{id}}}","status":"{{{status}}}","authored":"{{{authored}}}","questionnaire":"{{{form}}}","subject":{"reference":"Location/{{{location}}}"}{{{(week is null ? "" : $$""","item":[{"linkId":"week","answer":[{"valueString":"{{week}}"}]}]""")}}}}
        """;

    private static Answer Page(string? next, params string[] resources) => Answer.Ok($$"""
        {"resourceType":"Bundle","type":"searchset","link":[{{(next is null ? "" : $$"""{"relation":"next","url":"{{next}}"}""")}}],"entry":[{{string.Join(',', resources.Select(r => $$"""{"resource":{{r}}}"""))}}]}
        """);
}
