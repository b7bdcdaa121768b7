using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Reports;
using Mhero.EndToEnd.Tests.Cli;
using Mhero.EndToEnd.Tests.Fixtures;
using Mhero.Simulator.Dhis2;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Reports;

/// <summary>The comparison with DHIS2's metadata, and the reports of another FHIR server.</summary>
public sealed class ReportServersTests(ReportWorld world) : IClassFixture<ReportWorld>
{
    [Fact]
    public async Task Check_MappingAndMetadataDiffer_NamesEachDifference()
    {
        await using var server = await Dhis2Server.StartAsync(new Dhis2ServerOptions { Version = 42 });
        await using var app = await world.StartHostAsync(world.SettingsFor(server, 42));
        var (_, unit) = await world.AddFacilityAsync(server);
        await world.AddAsync(new Location { Name = "Unknown", Identifier = [new Identifier(ReportWorld.UnitSystem, "OU-UNKNOWN")] });

        var findings = await app.Services.GetRequiredService<Dhis2Check>().CheckAsync(withRegistry: true, CancellationToken.None);

        Assert.Contains(findings, f => !f.IsFault && f.Message.Contains("version 2.42", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.IsFault && f.Message.StartsWith("MH8030: The data set MALARIA has no data element STOCK", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.IsNote && f.Message.StartsWith("MH8031: The data element DEATHS does not keep zeros", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.IsNote && f.Message.Contains("until 10 days after its end", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.IsFault && f.Message.Contains("OU-UNKNOWN", StringComparison.Ordinal) && !f.Message.Contains(unit + ",", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, f => f.Message.Contains("data element CASES", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_TokenIsRefused_SaysSo()
    {
        await using var server = await Dhis2Server.StartAsync(new Dhis2ServerOptions { Token = "d2pat_another" });
        await using var app = await world.StartHostAsync(world.SettingsFor(server, 41));

        var finding = Assert.Single(await app.Services.GetRequiredService<Dhis2Check>().CheckAsync(withRegistry: false, CancellationToken.None));

        Assert.True(finding.IsFault);
        Assert.StartsWith("MH8002", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Madx_ReportComesAndChanges_TheOtherServerHasItWithItsPlaceAndNoPerson()
    {
        await using var receiver = await FhirServerFixture.OpenAsync();
        var settings = world.NewSettings();
        settings["Mhero:Madx:BaseUrl"] = receiver.BaseUrl.ToString();
        await using var app = await world.StartHostAsync(settings);
        var (place, unit) = await world.AddFacilityAsync();
        var report = await world.AddReportAsync(place, "2026-03-02", 3, 1);
        var worker = await world.AddWorkerAsync("Reporter " + unit);
        await world.CorrectAsync(report, r => r.Reporter = new ResourceReference($"Practitioner/{worker.Id}", "A name"));

        await world.DeliverAsync(app);
        var sent = await ReadAsync(receiver.BaseUrl, report.Id!);
        Assert.Equal((unit, "#place", "#place"), (Assert.IsType<Location>(Assert.Single(sent.Contained)).Name, sent.Subject?.Reference, sent.Reporter?.Reference));
        Assert.DoesNotContain("A name", System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(sent)), StringComparison.Ordinal);
        Assert.Equal([MheroSystems.MadxMeasureReport], sent.Meta!.Profile);

        await world.CorrectAsync(report, r => r.Meta!.Tag.Add(new Coding("http://example.org/tag", "seen")));
        await world.DeliverAsync(app);
        Assert.Equal(sent.Meta.VersionId, (await ReadAsync(receiver.BaseUrl, report.Id!)).Meta!.VersionId);

        await world.CorrectAsync(report, r => r.Group[0].Population[0].Count = 9);
        await world.DeliverAsync(app);
        Assert.Equal(9, (await ReadAsync(receiver.BaseUrl, report.Id!)).Group[0].Population[0].Count);
    }

    private static async Task<MeasureReport> ReadAsync(Uri server, string id) =>
        (await FhirReader.AllAsync<MeasureReport>(server)).Single(report => report.Id == id);
}
