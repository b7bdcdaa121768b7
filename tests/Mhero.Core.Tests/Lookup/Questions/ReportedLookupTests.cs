using Mhero.Core.Fhir;
using Mhero.Core.Lookup;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Lookup.Questions;

/// <summary>Has this facility reported in this period? The clock stands at Wednesday 2026-03-04T08:00Z.</summary>
public sealed class ReportedLookupTests
{
    private const string Form = "http://example.org/fhir/Questionnaire/weekly";
    private static readonly Guid Flow = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a77");
    private static readonly LookupRequest Has = new(LookupQuestion.Reported) { Form = Form };

    [Theory]
    [InlineData(null, "2026-03-02T00:00:00Z", "yes", "2026-03-02", "2026-03-08")]
    [InlineData("week", "2026-03-01T23:59:59Z", "no", "2026-03-02", "2026-03-08")]
    [InlineData("Week", "2026-03-08T23:59:59Z", "yes", "2026-03-02", "2026-03-08")]
    [InlineData("week", "2026-03-09T00:00:00Z", "no", "2026-03-02", "2026-03-08")]
    [InlineData("day", "2026-03-04T00:00:00Z", "yes", "2026-03-04", "2026-03-04")]
    [InlineData("day", "2026-03-03T23:59:59Z", "no", "2026-03-04", "2026-03-04")]
    [InlineData("month", "2026-03-01T00:00:00Z", "yes", "2026-03-01", "2026-03-31")]
    [InlineData("month", "2026-02-28T23:59:59Z", "no", "2026-03-01", "2026-03-31")]
    public async Task Ask_OwnFacility_HasReportedWithinThePeriod(string? period, string authored, string answer, string first, string last)
    {
        using var world = new LookupWorld();
        AddReport(world, "m1", authored);

        var reply = await world.AskAsync(Has with { Period = period });

        Assert.Equal(
            $"answer={answer} code= wait_seconds= period_start={first} period_end={last} facility=Muhoza Health Centre facility_code=F-M1 facility_id=Location/m1 district=Musanze",
            string.Join(' ', reply.Body.Select(b => $"{b.Key}={b.Value}")));
    }

    [Fact]
    public async Task Ask_ZoneAndWeekOfTheMinistry_BoundThePeriod()
    {
        using var world = new LookupWorld(("Mhero:Reporting:TimeZone", "Africa/Kigali"), ("Mhero:Reporting:WeekStart", "Sunday"));
        AddReport(world, "m1", "2026-02-28T22:00:00Z");

        var reply = await world.AskAsync(Has);

        Assert.Equal(("yes", "2026-03-01", "2026-03-07"), (reply.Body["answer"], reply.Body["period_start"], reply.Body["period_end"]));
    }

    [Theory]
    [InlineData("F-M2", "no", "", "Location/m2")]
    [InlineData("Location/m1", "yes", "", "Location/m1")]
    [InlineData("none", "unknown", LookupCodes.Unknown, "")]
    public async Task Ask_FacilityOfTheFlow_IsTheOneThatCounts(string facility, string answer, string code, string id)
    {
        using var world = new LookupWorld();
        AddReport(world, "m1", "2026-03-03T08:00:00Z");

        var reply = await world.AskAsync(Has with { Facility = facility, Contact = LookupWorld.Stranger });

        Assert.Equal((answer, code, id), (reply.Body["answer"], reply.Body["code"], reply.Body["facility_id"]));
    }

    [Theory]
    [InlineData("active", Form, "yes", "")]
    [InlineData("active", "http://example.org/other", "no", "")]
    [InlineData("draft", Form, "unknown", LookupCodes.Unknown)]
    [InlineData("active", null, "unknown", LookupCodes.Unknown)]
    public async Task Ask_Flow_IsThatOfItsQuestionnaire(string status, string? url, string answer, string code)
    {
        using var world = new LookupWorld();
        AddReport(world, "m1", "2026-03-03T08:00:00Z");
        var member = url is null ? "" : $"\"url\":\"{url}\",";
        world.Registry.Put($$"""{"resourceType":"Questionnaire","id":"q",{{member}}"status":"{{status}}","identifier":[{"system":"{{MheroSystems.FlowUuid}}","value":"{{Flow}}"}]}""");

        var reply = await world.AskAsync(Has with { Form = Flow.ToString() });

        Assert.Equal((answer, code), (reply.Body["answer"], reply.Body["code"]));
    }

    [Theory]
    [InlineData("http://example.org/fhir/Questionnaire/weekly", "QuestionnaireResponse")]
    [InlineData("http://example.org/fhir/Measure/weekly", "MeasureReport")]
    [InlineData("http://example.org/weekly", "QuestionnaireResponse MeasureReport")]
    public async Task Ask_Form_IsSearchedForByItsType(string form, string types)
    {
        using var world = new LookupWorld();
        world.Registry.AnswerOf = asked => asked.StartsWith("MeasureReport", StringComparison.Ordinal) ? RegistryApp.Found() : null;

        // A facility without workers, so that each search is for one value.
        var reply = await world.AskAsync(Has with { Form = form, Facility = "Location/m2" });

        Assert.Equal(("no", ""), (reply.Body["answer"], reply.Body["code"]));
        Assert.Equal(types, string.Join(' ', world.Registry.Searches.Select(s => s.Split('?')[0]).Where(s => s is "QuestionnaireResponse" or "MeasureReport").Distinct()));
    }

    private static void AddReport(LookupWorld world, string facility, string authored) => world.Registry.Put($$"""
        {"resourceType":"QuestionnaireResponse","id":"r1","status":"completed","questionnaire":"{{Form}}","authored":"{{authored}}","subject":{"reference":"Location/{{facility}}"} }
        """);
}
