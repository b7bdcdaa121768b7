using Mhero.Core.Reporting;
using Mhero.Core.Sync.Directories;
using Mhero.Core.Tests.Fhir;
using Microsoft.Extensions.Options;

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

        Assert.Equal([new FacilityReport("Location/1", "QuestionnaireResponse/ok", DateTimeOffset.Parse("2026-03-04T10:00:00Z", null))], reports);
        var query = Uri.UnescapeDataString(stub.Requests[0].Url);
        Assert.Contains("authored=ge2026-03-01T22:00:00+00:00&authored=lt2026-03-08T22:00:00+00:00", query);
        Assert.DoesNotContain("questionnaire=", query);
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
        new ResponderDirectory(stub.Gateway, null!, null!, TimeProvider.System, Options.Create(new DirectoryOptions())),
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

    private static string Response(string id, string location, string status, string authored, string form) => $$$"""
        {"resourceType":"QuestionnaireResponse","id":"{{{id}}}","status":"{{{status}}}","authored":"{{{authored}}}","questionnaire":"{{{form}}}","subject":{"reference":"Location/{{{location}}}"}}
        """;

    private static Answer Page(string? next, params string[] resources) => Answer.Ok($$"""
        {"resourceType":"Bundle","type":"searchset","link":[{{(next is null ? "" : $$"""{"relation":"next","url":"{{next}}"}""")}}],"entry":[{{string.Join(',', resources.Select(r => $$"""{"resource":{{r}}}"""))}}]}
        """);
}
