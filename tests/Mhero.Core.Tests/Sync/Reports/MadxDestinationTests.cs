using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Reports;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Sync.Reports;

/// <summary>Each state of a report is sent to the server of MADX once, and a server that fails is not asked for each.</summary>
public sealed class MadxDestinationTests : IDisposable
{
    private const string Refused = """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid"}]}""";

    private readonly ReportWorld _world = new(("Mhero:Madx:BaseUrl", "https://madx.example.org/fhir"), ("Mhero:Madx:MaxRetries", "0"));

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task DeliverAsync_Report_IsSentOnceWithItsPlace()
    {
        _world.Report(0, ("CASES", 4));

        var work = await _world.DeliverAsync("madx");

        Assert.Equal((ItemState.Done, "sentReportsUpdated 1"), (work.State, work.Counts.ToString()));
        var (path, body) = Assert.Single(_world.MadxSent);
        Assert.Equal("/fhir/MeasureReport/1", path);
        Assert.Equal(("#place", "OU"), ((string?)JsonNode.Parse(body)!["subject"]!["reference"], (string?)JsonNode.Parse(body)!["contained"]![0]!["identifier"]![0]!["value"]));

        var again = await _world.DeliverAsync("madx");
        Assert.Equal((ItemState.Done, "sentReportsUnchanged 1"), (again.State, again.Counts.ToString()));
        Assert.Single(_world.MadxSent);
    }

    [Fact]
    public async Task DeliverAsync_LaterAndEarlierStates_SendsTheLaterOnly()
    {
        _world.Report(1, ("CASES", 4));
        await _world.DeliverAsync("madx");
        _world.Report(2, ("CASES", 5));
        Assert.Equal(ItemState.Done, (await _world.DeliverAsync("madx")).State);
        _world.Report(0, ("CASES", 3));
        Assert.Equal(ItemState.Done, (await _world.DeliverAsync("madx")).State);

        Assert.Equal(2, _world.MadxSent.Count);
    }

    [Fact]
    public async Task DeliverAsync_WithdrawnReport_IsSentWithItsStatus()
    {
        _world.Report(0, ("CASES", 4)).Status = MeasureReport.MeasureReportStatus.Error;

        await _world.DeliverAsync("madx");

        Assert.Equal("error", (string?)JsonNode.Parse(Assert.Single(_world.MadxSent).Body)!["status"]);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("pending")]
    public async Task DeliverAsync_ReportThatIsGoneOrNotReady_IsSkipped(string how)
    {
        if (how == "pending")
        {
            _world.Report(0, ("CASES", 4)).Status = MeasureReport.MeasureReportStatus.Pending;
        }

        Assert.Equal(ItemState.Skipped, (await _world.DeliverAsync("madx")).State);
        Assert.Empty(_world.MadxSent);
    }

    [Fact]
    public async Task DeliverAsync_ServerTakesItForLater_IsDone()
    {
        _world.Report(0, ("CASES", 4));
        _world.Madx = _ => new HttpResponseMessage(System.Net.HttpStatusCode.SeeOther);

        Assert.Equal(ItemState.Done, (await _world.DeliverAsync("madx")).State);
    }

    // A refusal may be of one report; a server that is not there, or refuses mHero, is not asked again in this batch.
    [Theory]
    [InlineData(422, 3, nameof(ItemState.Dead))]
    [InlineData(503, 1, nameof(ItemState.Retry))]
    [InlineData(429, 1, nameof(ItemState.Postponed))]
    [InlineData(401, 1, nameof(ItemState.Retry))]
    public async Task DeliverAsync_ServerFails_StopsWhenItIsNotOfTheReport(int status, int sent, string state)
    {
        foreach (var id in new[] { "1", "2", "3" })
        {
            _world.Report(id, 0, ("CASES", 4));
        }

        _world.Madx = _ => AnsweringHandler.Fhir(Refused, status);

        var works = await _world.DeliverAsync("madx", ["1", "2", "3"]);

        Assert.Equal(sent, _world.MadxSent.Count);
        Assert.All(works, work => Assert.Equal((state, status == 429 ? null : CircuitSide.Madx), (work.State.ToString(), work.Signature?.Side)));
        Assert.All(works, work => Assert.DoesNotContain("Mhero__Fhir__", work.Cause, StringComparison.Ordinal));

        _world.Madx = _ => null;
        Assert.All(await _world.DeliverAsync("madx", ["1", "2", "3"]), work => Assert.Equal(ItemState.Done, work.State));
    }

    [Fact]
    public async Task DeliverAsync_OneIsRefused_TheOthersAreSent()
    {
        foreach (var id in new[] { "1", "2", "3" })
        {
            _world.Report(id, 0, ("CASES", 4));
        }

        _world.Madx = path => path.EndsWith("/2", StringComparison.Ordinal) ? AnsweringHandler.Fhir(Refused, 422) : null;

        Assert.Equal([ItemState.Done, ItemState.Dead, ItemState.Done], (await _world.DeliverAsync("madx", ["1", "2", "3"])).Select(work => work.State));
    }

    [Fact]
    public async Task DeliverAsync_MappingCannotBeRead_FailsAll()
    {
        using var world = new ReportWorld(("Mhero:Madx:BaseUrl", "https://madx.example.org/fhir"));
        var mappings = new ReportMappings(new ReportMappingOptions { MappingFiles = { Path.Combine(AppContext.BaseDirectory, "no-such-mapping.json") } });
        var destination = new MadxDestination(
            new ReportSources(world.App.Get<FhirGateway>(), mappings), world.App.Get<MeasureReportToMadx>(), world.App.Get<MadxServer>(), world.App.Get<WriteLedger>());
        List<ReportWork> works = [new(new ReportItem { Id = "1", Destination = "madx" }), new(new ReportItem { Id = "2", Destination = "madx" })];

        await destination.DeliverAsync(works, new Dictionary<string, MeasureReport>(), CancellationToken.None);

        Assert.All(works, work => Assert.Equal(Dhis2Codes.MappingUnreadable, work.Code));
        Assert.Empty(world.MadxSent);
    }
}
