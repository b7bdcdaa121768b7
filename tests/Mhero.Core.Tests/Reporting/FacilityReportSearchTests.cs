using Mhero.Core.Reporting;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Reporting;

/// <summary>A facility's report is found by its subject, else by those who work there; and the facility of a report that names people alone.</summary>
public sealed class FacilityReportSearchTests : IDisposable
{
    private const string Form = "http://example.org/fhir/Questionnaire/weekly";
    private const string Measure = "http://example.org/Measure/m";
    private const string Responses = "/fhir/QuestionnaireResponse";

    private static readonly ReportPeriod Week = ReportPeriod.Containing(ReportPeriodKind.Week, MemoryApp.Start, TimeZoneInfo.Utc);

    private readonly TwoSidesApp _app = new(("Mhero:Reporting:TimeZone", "UTC"));

    private FacilityReports Reports => _app.Get<FacilityReports>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task FindAsync_ReportAboutTheFacility_NeedsNoPeople()
    {
        OnSearch(Responses, "subject=Location/a", Response("r1", "\"subject\":{\"reference\":\"Location/a\"}"));

        var found = await Reports.FindAsync(["Location/a", "Organization/o"], ReportForms.Questionnaire(Form), Week, CancellationToken.None);

        Assert.Equal(("Location/a", "QuestionnaireResponse/r1"), (found!.Facility, found.Report));
        Assert.DoesNotContain(_app.Requests, request => request.Contains("PractitionerRole", StringComparison.Ordinal));
        Assert.Contains("subject=Location/a,Organization/o", _app.Requests[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source")]
    [InlineData("author")]
    public async Task FindAsync_ReportOfAPersonWhoWorksThere_IsFound(string role)
    {
        OnRoles(("x", "Practitioner/1", "Location/a"));
        OnSearch(Responses, $"{role}=", Response("r1", $"\"{role}\":{{\"reference\":\"Practitioner/1\"}}"));

        var found = await Reports.FindAsync(["Location/a"], ReportForms.Questionnaire(Form), Week, CancellationToken.None);

        Assert.Equal(("Location/a", "QuestionnaireResponse/r1"), (found!.Facility, found.Report));
        Assert.Contains(_app.Requests, request => request.Contains($"{role}=PractitionerRole/x,Practitioner/1,Location/a", StringComparison.Ordinal));
        Assert.Contains(_app.Requests, request => request.Contains("PractitionerRole?location=Location/a&_elements=id,meta,practitioner", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FindAsync_PersonWhoWorksElsewhereToo_IsNoReportOfThisFacility()
    {
        // The registry shows the person at this facility, and the report belongs to the one that their contact shows.
        _app.On("/fhir/PractitionerRole", request => AnsweringHandler.Fhir(TwoSidesApp.BundleOf(
            Decoded(request).Contains("location=", StringComparison.Ordinal) ? [Role("y", "Practitioner/1", "Location/a")] : [Role("x", "Practitioner/1", "Location/b"), Role("y", "Practitioner/1", "Location/a")])));
        OnSearch(Responses, "source=", Response("r1", "\"source\":{\"reference\":\"Practitioner/1\"}"));

        Assert.Null(await Reports.FindAsync(["Location/a"], ReportForms.Questionnaire(Form), Week, CancellationToken.None));
    }

    [Fact]
    public async Task FindAsync_Measure_IsFoundByItsReporter()
    {
        OnRoles(("x", "Practitioner/1", "Location/a"));
        OnSearch("/fhir/MeasureReport", "reporter=", $$$"""
            {"resourceType":"MeasureReport","id":"m1","status":"complete","type":"summary","measure":"{{{Measure}}}","reporter":{"reference":"PractitionerRole/x"},"period":{"start":"2026-03-02","end":"2026-03-08"}}
            """);

        var found = await Reports.FindAsync(["Location/a"], ReportForms.Measure(Measure), Week, CancellationToken.None);

        Assert.Equal("MeasureReport/m1", found!.Report);
        Assert.DoesNotContain(_app.Requests, request => request.Contains("source=", StringComparison.Ordinal) || request.Contains("author=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FindAsync_NoReport_IsNullAndAsksOrganizationsByTheirOwnCondition()
    {
        Assert.Null(await Reports.FindAsync(["Location/a", "Organization/o"], new ReportForms([Form], [Measure]), Week, CancellationToken.None));

        Assert.Contains(_app.Requests, request => request.Contains("PractitionerRole?organization=Organization/o&", StringComparison.Ordinal));
        Assert.Contains(_app.Requests, request => request.Contains("PractitionerRole?location=Location/a&", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PractitionerRole/x", "Location/a")]
    [InlineData("https://registry.example.org/fhir/Practitioner/1", "Location/a")]
    [InlineData("Practitioner/2", null)]
    [InlineData("PractitionerRole/z", null)]
    public async Task ReportedAsync_ReportThatNamesAPersonAlone_IsOfTheirFacility(string person, string? facility)
    {
        OnRoles(("x", "Practitioner/1", "Location/a"));
        OnSearch(Responses, "authored=", Response("r1", $"\"source\":{{\"reference\":\"{person}\"}}"));

        Assert.Equal(facility is null ? [] : [facility], await Reports.ReportedAsync(ReportForms.Questionnaire(Form), Week, CancellationToken.None));
    }

    [Fact]
    public async Task ReportedAsync_FormsAndMeasures_ReadsBoth()
    {
        OnSearch(Responses, "authored=", Response("r1", "\"subject\":{\"reference\":\"Location/a\"}"));
        OnSearch("/fhir/MeasureReport", "period=", $$$"""
            {"resourceType":"MeasureReport","id":"m1","status":"complete","type":"summary","measure":"{{{Measure}}}","subject":{"reference":"Location/b"},"period":{"start":"2026-03-02","end":"2026-03-08"}}
            """);

        Assert.Equal(["Location/a", "Location/b"], (await Reports.ReportedAsync(new ReportForms([Form], [Measure]), Week, CancellationToken.None)).Order());
    }

    [Theory]
    [InlineData("2026-03-03T23:59:59Z", false)]
    [InlineData("2026-03-04T00:00:00Z", true)]
    [InlineData("2026-03-04T23:59:59Z", true)]
    [InlineData("2026-03-05T00:00:00Z", false)]
    public async Task ReadTimeAsync_Bounds_HaveTheFirstMomentAndNotTheLast(string authored, bool isRead)
    {
        OnSearch(Responses, "authored=", Response("r1", "\"subject\":{\"reference\":\"Location/a\"}", authored));
        var from = new DateTimeOffset(2026, 3, 4, 0, 0, 0, TimeSpan.Zero);

        var read = await Reports.ReadTimeAsync(ReportForms.Questionnaire(Form), from, from.AddDays(1), ReportPeriodKind.Week, CancellationToken.None).ToListAsync();

        Assert.Equal(isRead ? 1 : 0, read.Count);
        Assert.Contains("authored=ge2026-03-04T00:00:00+00:00&authored=lt2026-03-05T00:00:00+00:00", _app.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadChangesAsync_ReportsOfOtherForms_HaveNoTimeOfTheirOwn()
    {
        OnSearch(
            Responses,
            "_lastUpdated=",
            """{"resourceType":"QuestionnaireResponse","id":"r1","meta":{"lastUpdated":"2026-03-04T07:00:00Z"},"status":"completed","questionnaire":"http://example.org/fhir/Questionnaire/weekly","authored":"2026-03-03T07:00:00Z"}""",
            """{"resourceType":"QuestionnaireResponse","id":"r2","meta":{"lastUpdated":"2026-03-04T07:30:00Z"},"status":"completed","questionnaire":"http://example.org/other","authored":"2026-03-03T07:00:00Z"}""");

        var changes = await Reports.ReadChangesAsync(ReportForms.Questionnaire(Form), MemoryApp.Start.AddHours(-2), CancellationToken.None).ToListAsync();

        Assert.Equal([(At("2026-03-03T07:00:00Z"), At("2026-03-04T07:00:00Z")), (null, At("2026-03-04T07:30:00Z"))], changes);
        Assert.Contains("_lastUpdated=ge2026-03-04T06:00:00.000+00:00", Assert.Single(_app.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-04T07:00:00Z", "2026-03-04T07:30:00Z", "2026-03-04T07:30:00Z")]
    [InlineData("2026-03-04T07:30:00Z", "2026-03-04T07:00:00Z", "2026-03-04T07:30:00Z")]
    [InlineData("2026-03-04T07:00:00Z", null, "2026-03-04T07:00:00Z")]
    [InlineData(null, "2026-03-04T07:00:00Z", "2026-03-04T07:00:00Z")]
    [InlineData(null, null, null)]
    public async Task FindLatestChangeAsync_BothTypes_IsTheLater(string? response, string? report, string? latest)
    {
        foreach (var (type, at) in new[] { ("QuestionnaireResponse", response), ("MeasureReport", report) })
        {
            if (at is not null)
            {
                _app.OnSearch(type, $$$"""{"resourceType":"{{{type}}}","id":"x","status":"complete","meta":{"lastUpdated":"{{{at}}}"}}""");
            }
        }

        Assert.Equal(latest is null ? null : At(latest), await Reports.FindLatestChangeAsync(new ReportForms([Form], [Measure]), CancellationToken.None));
    }

    private static DateTimeOffset? At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private static string Decoded(HttpRequestMessage request) => Uri.UnescapeDataString(request.RequestUri!.Query);

    /// <summary>Has a search find resources when its query has a part.</summary>
    private void OnSearch(string path, string part, params string[] resources) =>
        _app.On(path, request => AnsweringHandler.Fhir(TwoSidesApp.BundleOf(Decoded(request).Contains($"?{part}", StringComparison.Ordinal) || Decoded(request).Contains($"&{part}", StringComparison.Ordinal) ? resources : [])));

    private void OnRoles(params (string Id, string Practitioner, string Location)[] roles) => _app.OnSearch("PractitionerRole", [.. roles.Select(role => Role(role.Id, role.Practitioner, role.Location))]);

    private static string Role(string id, string practitioner, string location) =>
        $$$"""{"resourceType":"PractitionerRole","id":"{{{id}}}","active":true,"practitioner":{"reference":"{{{practitioner}}}"},"location":[{"reference":"{{{location}}}"}]}""";

    private static string Response(string id, string member, string authored = "2026-03-04T07:00:00Z") =>
        $$"""{"resourceType":"QuestionnaireResponse","id":"{{id}}","status":"completed","questionnaire":"{{Form}}","authored":"{{authored}}",{{member}} }""";
}
