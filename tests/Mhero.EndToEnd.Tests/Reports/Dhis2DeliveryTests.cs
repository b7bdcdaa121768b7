using System.Net.Http.Json;
using System.Xml.Linq;
using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;
using Mhero.Core.Storage.DeadLetters;
using Mhero.EndToEnd.Tests.Contacts;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Functions.Timers;
using Mhero.Simulator.Dhis2;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Reports;

/// <summary>Reports of the registry reach DHIS2, whatever its version: once, corrected, withdrawn, and each refused value apart from the others.</summary>
public sealed class Dhis2DeliveryTests(ReportWorld world) : IClassFixture<ReportWorld>
{
    public static TheoryData<int> Versions => [36, 37, 38, 40, 42, 43];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Report_ComesChangesAndGoes_DhisFollows(int version)
    {
        var (server, app) = await world.OpenAsync(version);
        var (place, unit) = await world.AddFacilityAsync(server);
        var report = await world.AddReportAsync(place, "2026-03-02", 3, 0, deaths: 2);

        await world.DeliverAsync(app);
        Assert.Equal(new Dictionary<string, string> { ["CASES.U5 2026W10"] = "3", ["CASES.O5 2026W10"] = "0", ["DEATHS 2026W10"] = "2" }, ReportWorld.ValuesOf(server, unit));
        Assert.Equal("2026-03-10", server.Completed[$"MALARIA 2026W10 {unit}"]);
        Assert.Equal(2, ReportWorld.RequestsOf(server, unit).Count);

        // The same report in a new version of the resource: nothing is sent twice.
        await world.CorrectAsync(report, r => r.Meta!.Tag.Add(new Coding("http://example.org/tag", "seen")));
        await world.DeliverAsync(app);
        Assert.Equal(2, ReportWorld.RequestsOf(server, unit).Count);

        await world.CorrectAsync(report, r => ReportWorld.Fill(r, "2026-03-02", 4, 0, null, null));
        await world.DeliverAsync(app);
        Assert.Equal(new Dictionary<string, string> { ["CASES.U5 2026W10"] = "4", ["CASES.O5 2026W10"] = "0" }, ReportWorld.ValuesOf(server, unit));
        Assert.Equal(4, ReportWorld.RequestsOf(server, unit).Count);

        // The week was wrong: the values go to the other one.
        await world.CorrectAsync(report, r => ReportWorld.Fill(r, "2026-03-09", 4, 1, null, null));
        await world.DeliverAsync(app);
        Assert.Equal(["CASES.O5 2026W11", "CASES.U5 2026W11"], ReportWorld.ValuesOf(server, unit).Keys.Order());
        Assert.DoesNotContain($"MALARIA 2026W10 {unit}", server.Completed.Keys);

        await world.CorrectAsync(report, r => r.Status = MeasureReport.MeasureReportStatus.Error);
        await world.DeliverAsync(app);
        Assert.Empty(ReportWorld.ValuesOf(server, unit));
        Assert.DoesNotContain($"MALARIA 2026W11 {unit}", server.Completed.Keys);
        Assert.DoesNotContain(await ReportWorld.LettersAsync(app), l => l.Subject.Contains(report.Id!, StringComparison.Ordinal));
        Assert.DoesNotContain(server.Requests, r => r.Body.Contains("comment", StringComparison.OrdinalIgnoreCase) || r.Body.Contains("storedBy", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Report_OneValueIsRefused_TheOthersAreStoredAndItIsADeadLetter(int version)
    {
        var (server, app) = await world.OpenAsync(version);
        var (place, unit) = await world.AddFacilityAsync(server);
        var report = await world.AddReportAsync(place, "2026-03-02", 3, 1, stock: 7);

        await world.DeliverAsync(app);

        Assert.Equal(["CASES.O5 2026W10", "CASES.U5 2026W10"], ReportWorld.ValuesOf(server, unit).Keys.Order());
        Assert.DoesNotContain($"MALARIA 2026W10 {unit}", server.Completed.Keys);
        var letter = Assert.Single(await ReportWorld.LettersAsync(app), l => l.Subject.StartsWith($"MeasureReport/{report.Id} ", StringComparison.Ordinal));
        Assert.Equal($"MeasureReport/{report.Id} dhis2 STOCK", letter.Subject);
        Assert.Equal(version == 36 ? Dhis2Codes.OtherRefusal : Dhis2Codes.MetadataRefused, letter.Code);
        Assert.Contains("data element STOCK", letter.Cause, StringComparison.Ordinal);

        // The number is taken out of the report: the rest is complete.
        await world.CorrectAsync(report, r => ReportWorld.Fill(r, "2026-03-02", 3, 1, null, null));
        await world.DeliverAsync(app);
        Assert.DoesNotContain(await ReportWorld.LettersAsync(app), l => l.Subject.StartsWith($"MeasureReport/{report.Id} ", StringComparison.Ordinal));
        Assert.Contains($"MALARIA 2026W10 {unit}", server.Completed.Keys);
    }

    [Fact]
    public async Task Report_PeriodIsLocked_DeadLettersSaySoAndAReplayDelivers()
    {
        var (server, app) = await world.OpenAsync(42);
        var (place, unit) = await world.AddFacilityAsync(server);
        server.Lock("2026W5", true);
        var report = await world.AddReportAsync(place, "2026-01-26", 3, 1);

        await world.DeliverAsync(app);
        var letters = (await ReportWorld.LettersAsync(app)).Where(l => l.Subject.StartsWith($"MeasureReport/{report.Id} ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, letters.Count);
        Assert.All(letters, l => Assert.Equal(Dhis2Codes.PeriodRefused, l.Code));
        Assert.All(letters, l => Assert.Contains("E7640", l.Cause, StringComparison.Ordinal));

        server.Lock("2026W5", false);
        var store = app.Services.GetRequiredService<DeadLetterStore>();
        Assert.True(await store.ReplayAsync(letters[0].Id));
        await world.IdleAsync(app);

        // One replay delivers the whole report, so the other dead letter is closed with it.
        Assert.Equal(2, ReportWorld.ValuesOf(server, unit).Count);
        Assert.DoesNotContain(await ReportWorld.LettersAsync(app), l => l.Subject.StartsWith($"MeasureReport/{report.Id} ", StringComparison.Ordinal));
    }

    /// <summary>A refused token and a throttled server wait a minute and more; ReportOutageTests has them with a clock of its own.</summary>
    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    public async Task Dhis2_IsDown_ReportsWaitAndArriveLater(int status)
    {
        await using var server = await Dhis2Server.StartAsync(new Dhis2ServerOptions());
        await using var app = await world.StartHostAsync(world.SettingsFor(server, 41));
        var (place, unit) = await world.AddFacilityAsync(server);
        server.DownWith = status;
        await world.AddReportAsync(place, "2026-03-02", 3, 1);
        await app.InvokeTimerAsync(nameof(SyncReports));
        await Eventually.HoldsAsync(() => Task.FromResult(server.Requests.Count >= 2), () => Task.FromResult("DHIS2 was not asked again."));
        Assert.Empty(await ReportWorld.LettersAsync(app));

        server.DownWith = null;
        await world.IdleAsync(app);

        Assert.Equal(2, ReportWorld.ValuesOf(server, unit).Count);
        Assert.Empty(await ReportWorld.LettersAsync(app));
    }

    [Fact]
    public async Task Answer_IsLostAfterTheImport_TheRepeatChangesNothing()
    {
        var (server, app) = await world.OpenAsync(40);
        var (place, unit) = await world.AddFacilityAsync(server);

        // The reports of other tests must not meet the fault.
        await world.DeliverAsync(app);
        server.AddFault(target => target.StartsWith("POST /api/dataValueSets", StringComparison.Ordinal), new Dhis2Fault(null));
        await world.AddReportAsync(place, "2026-03-02", 3, 1);

        await world.DeliverAsync(app);

        Assert.Equal(2, ReportWorld.ValuesOf(server, unit).Count);
        Assert.Equal(3, ReportWorld.RequestsOf(server, unit).Count);
        Assert.Contains($"MALARIA 2026W10 {unit}", server.Completed.Keys);
    }

    [Fact]
    public async Task Reports_OfTwoWeeksAndPlaces_AreInTheAdxOfTheirPeriod()
    {
        var (server, app) = await world.OpenAsync(41);
        var (place, unit) = await world.AddFacilityAsync(server);
        await world.AddReportAsync(place, "2026-02-09", 3, 1, deaths: 0);
        await world.AddReportAsync(place, "2026-02-16", 9, 9);
        using var http = new HttpClient { DefaultRequestHeaders = { { "x-functions-key", SyncWorld.FunctionKey } } };

        using var answer = await http.GetAsync(new Uri(app.BaseUrl, $"/api/reports/adx?measure={Uri.EscapeDataString(ReportWorld.Measure)}&period=2026W7"));
        using var refused = await http.GetAsync(new Uri(app.BaseUrl, "/api/reports/adx?measure=x&period=yesterday"));

        Assert.Equal((200, "application/adx+xml"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var group = Assert.Single(XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!.Elements());
        Assert.Equal((unit, "2026-02-09/P7D", "MALARIA"), ((string?)group.Attribute("orgUnit"), (string?)group.Attribute("period"), (string?)group.Attribute("dataSet")));
        Assert.Equal(
            ["CASES 1 O5", "CASES 3 U5", "DEATHS 0 "],
            group.Elements().Select(v => $"{(string?)v.Attribute("dataElement")} {(string?)v.Attribute("value")} {(string?)v.Attribute("categoryOptionCombo")}").Order(StringComparer.Ordinal));
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Equal("MH6022", (string?)(await refused.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
        await world.DeliverAsync(app);
    }
}
