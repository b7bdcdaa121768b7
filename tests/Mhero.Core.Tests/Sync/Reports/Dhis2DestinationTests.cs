using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Sync.Reports;

/// <summary>What DHIS2 is sent for a report and its corrections, and what becomes of the report when DHIS2 refuses.</summary>
public sealed class Dhis2DestinationTests : IDisposable
{
    private const string Set = "MALARIA 2026W9 OU";

    private readonly ReportWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task DeliverAsync_NewReport_ImportsAndRegistersOnce()
    {
        _world.Report(0, ("CASES", 4), ("DEATHS", 0));

        var work = await _world.DeliverAsync();

        Assert.Equal([$"import {Set}: CASES=4 DEATHS=0", $"register {Set} 2026-03-02"], _world.TakeSent());
        Assert.Equal((ItemState.Done, "dataValueSetsCreated 1, dataValuesSent 2"), (work.State, work.Counts.ToString()));
        Assert.Empty(work.Refusals);

        var again = await _world.DeliverAsync();
        Assert.Empty(_world.TakeSent());
        Assert.Equal((ItemState.Done, "dataValueSetsUnchanged 1"), (again.State, again.Counts.ToString()));
    }

    [Fact]
    public async Task DeliverAsync_CorrectedReport_SendsTheDifference()
    {
        _world.Report(0, ("CASES", 4), ("DEATHS", 0), ("TESTS", 9));
        await _world.DeliverAsync();
        _world.TakeSent();

        _world.Report(1, ("CASES", 5), ("DEATHS", 0));
        var work = await _world.DeliverAsync();

        Assert.Equal([$"import {Set}: CASES=5", $"delete {Set}: TESTS=9"], _world.TakeSent());
        Assert.Equal((ItemState.Done, "dataValueSetsUpdated 1, dataValuesDeleted 1, dataValuesSent 1"), (work.State, work.Counts.ToString()));
    }

    [Fact]
    public async Task DeliverAsync_OlderStateAfterANewer_SendsNothing()
    {
        _world.Report(5, ("CASES", 5));
        await _world.DeliverAsync();
        _world.TakeSent();

        _world.Report(4, ("CASES", 4));
        var work = await _world.DeliverAsync();

        Assert.Empty(_world.TakeSent());
        Assert.Equal((ItemState.Done, ""), (work.State, work.Counts.ToString()));
    }

    [Fact]
    public async Task DeliverAsync_CompletenessIsOff_RegistersNothing()
    {
        using var world = new ReportWorld(("Mhero:Dhis2:RegistersCompleteness", "false"));
        world.Report(0, ("CASES", 4));

        await world.DeliverAsync();
        Assert.Equal([$"import {Set}: CASES=4"], world.TakeSent());

        // What was never registered is not taken back.
        world.Remove("MeasureReport/1");
        await world.DeliverAsync();
        Assert.Equal([$"delete {Set}: CASES=4"], world.TakeSent());
    }

    [Fact]
    public async Task DeliverAsync_ReportOfAnotherPeriodThanBefore_IsMoved()
    {
        _world.Report(0, ("CASES", 4));
        await _world.DeliverAsync();
        _world.TakeSent();

        _world.Report(1, ("CASES", 4)).Period = new Period { Start = "2026-02-16", End = "2026-02-22" };
        var work = await _world.DeliverAsync();

        Assert.Equal([$"delete {Set}: CASES=4", $"unregister {Set}", "import MALARIA 2026W8 OU: CASES=4", "register MALARIA 2026W8 OU 2026-03-02"], _world.TakeSent());
        Assert.Equal((ItemState.Done, "dataValueSetsCreated 1, dataValuesDeleted 1, dataValuesSent 1"), (work.State, work.Counts.ToString()));

        // The row of the old set is gone: a report of it is new there.
        _world.Report("2", 2, ("CASES", 3));
        Assert.Equal("dataValueSetsCreated 1, dataValuesSent 1", (await _world.DeliverAsync(id: "2")).Counts.ToString());
    }

    [Fact]
    public async Task DeliverAsync_OldSetCannotBeEmptied_IsNotSentToTheNew()
    {
        _world.Report(0, ("CASES", 4));
        await _world.DeliverAsync();
        _world.TakeSent();
        _world.Report(1, ("CASES", 4)).Period = new Period { Start = "2026-02-16", End = "2026-02-22" };
        _world.Dhis2 = line => line.StartsWith("delete", StringComparison.Ordinal) ? ReportWorld.RefusalOfAll("E7640") : null;

        var work = await _world.DeliverAsync();

        Assert.Equal((ItemState.Dead, Dhis2Codes.PeriodRefused), (work.State, work.Code));
        Assert.Equal([$"delete {Set}: CASES=4"], _world.TakeSent());

        _world.Dhis2 = _ => null;
        await _world.DeliverAsync();
        Assert.Equal([$"delete {Set}: CASES=4", $"unregister {Set}", "import MALARIA 2026W8 OU: CASES=4", "register MALARIA 2026W8 OU 2026-03-02"], _world.TakeSent());
    }

    [Fact]
    public async Task DeliverAsync_ValueIsRefused_IsTheOnlyOneMissingUntilItIsAccepted()
    {
        _world.Report(0, ("CASES", 4), ("DEATHS", 1));
        _world.Dhis2 = line => line.StartsWith("import", StringComparison.Ordinal) && line.Contains("DEATHS", StringComparison.Ordinal) ? ReportWorld.Refusal("WARNING", ("E7619", line.Contains("CASES", StringComparison.Ordinal) ? 1 : 0)) : null;

        var work = await _world.DeliverAsync();
        Assert.Equal([$"import {Set}: CASES=4 DEATHS=1"], _world.TakeSent());
        Assert.Equal((ItemState.Done, "dataValueSetsCreated 1, dataValuesSent 1"), (work.State, work.Counts.ToString()));
        Assert.Equal(("DEATHS", Dhis2Codes.ValueRefused), (Assert.Single(work.Refusals).Key, work.Refusals["DEATHS"].Code));
        Assert.Empty(work.Item.Accepted);

        _world.Dhis2 = _ => null;
        var later = await _world.DeliverAsync();
        Assert.Equal([$"import {Set}: DEATHS=1", $"register {Set} 2026-03-02"], _world.TakeSent());
        Assert.Empty(later.Refusals);
        Assert.Equal(["DEATHS"], later.Item.Accepted);
    }

    [Fact]
    public async Task DeliverAsync_DeletionOfAValueIsRefused_TriesAgainLater()
    {
        _world.Report(0, ("CASES", 4), ("DEATHS", 1));
        await _world.DeliverAsync();
        _world.TakeSent();
        _world.Report(1, ("CASES", 4));
        _world.Dhis2 = line => line.StartsWith("delete", StringComparison.Ordinal) ? ReportWorld.RefusalOfAll("E7640") : null;

        Assert.Equal(["DEATHS"], (await _world.DeliverAsync()).Refusals.Keys);
        _world.TakeSent();
        _world.Dhis2 = _ => null;
        Assert.Empty((await _world.DeliverAsync()).Refusals);

        Assert.Equal([$"delete {Set}: DEATHS=1"], _world.TakeSent());
    }

    [Fact]
    public async Task DeliverAsync_RegistrationIsRefused_IsTheRefusalOfCompleteness()
    {
        _world.Report(0, ("CASES", 4));
        _world.Dhis2 = line => line.StartsWith("register", StringComparison.Ordinal) ? ReportWorld.RefusalOfAll("E8101") : null;

        var work = await _world.DeliverAsync();
        Assert.Equal((ItemState.Done, "completeness", Dhis2Codes.CompletenessRefused), (work.State, Assert.Single(work.Refusals).Key, work.Refusals["completeness"].Code));
        _world.TakeSent();

        _world.Dhis2 = _ => null;
        var later = await _world.DeliverAsync();
        Assert.Equal([$"register {Set} 2026-03-02"], _world.TakeSent());
        Assert.Equal(["completeness"], later.Item.Accepted);
        Assert.Equal("dataValueSetsUpdated 1", later.Counts.ToString());
    }

    [Fact]
    public async Task DeliverAsync_NumberThatTheMappingLost_DeletesAndRegistersNothing()
    {
        _world.Report(0, ("CASES", 4), ("DEATHS", 1));
        await _world.DeliverAsync();
        _world.TakeSent();

        var report = _world.Report(1, ("CASES", 5), ("DEATHS", 1));
        report.Group[1].Code = new CodeableConcept("http://example.org/other", "DEATHS");
        var work = await _world.DeliverAsync();

        Assert.Equal([$"import {Set}: CASES=5"], _world.TakeSent());
        Assert.Equal(Dhis2Codes.NoDataElement, Assert.Single(work.Refusals).Value.Code);
        Assert.Equal("dataValueSetsUpdated 1, dataValuesSent 1, issues 1", work.Counts.ToString());
    }

    [Fact]
    public async Task DeliverAsync_NoVerdict_LeavesTheSetFree()
    {
        _world.Report(0, ("CASES", 4));
        _world.Dhis2 = line => line.StartsWith("import", StringComparison.Ordinal) ? new HttpResponseMessage(System.Net.HttpStatusCode.ServiceUnavailable) : null;
        var failed = await _world.DeliverAsync();
        Assert.Equal((ItemState.Retry, Dhis2Codes.ServerUnavailable), (failed.State, failed.Code));
        _world.TakeSent();

        _world.Dhis2 = _ => null;
        Assert.Equal(ItemState.Done, (await _world.DeliverAsync()).State);
        Assert.Equal([$"import {Set}: CASES=4", $"register {Set} 2026-03-02"], _world.TakeSent());
    }

    [Theory]
    [InlineData(MeasureReport.MeasureReportStatus.Pending, MeasureReport.MeasureReportType.Summary)]
    [InlineData(MeasureReport.MeasureReportStatus.Complete, MeasureReport.MeasureReportType.Individual)]
    public async Task DeliverAsync_ReportThatIsNotReady_IsSkippedAndLeftWhereItIs(MeasureReport.MeasureReportStatus status, MeasureReport.MeasureReportType type)
    {
        _world.Report(0, ("CASES", 4));
        await _world.DeliverAsync();
        _world.TakeSent();
        var report = _world.Report(1, ("CASES", 5));
        (report.Status, report.Type) = (status, type);

        Assert.Equal(ItemState.Skipped, (await _world.DeliverAsync()).State);
        Assert.Empty(_world.TakeSent());
    }

    [Fact]
    public async Task DeliverAsync_MeasureWithoutADataSet_IsSkipped()
    {
        _world.Put(new Measure { Id = "m", Url = ReportWorld.Measure, Status = PublicationStatus.Active });
        _world.Report(0, ("CASES", 4));

        Assert.Equal(ItemState.Skipped, (await _world.DeliverAsync()).State);
        Assert.Empty(_world.TakeSent());
    }

    [Fact]
    public async Task DeliverAsync_PlaceWithoutAnOrgUnit_IsADeadLetter()
    {
        _world.Put(new Location { Id = "l" });
        _world.Report(0, ("CASES", 4));

        var work = await _world.DeliverAsync();

        Assert.Equal((ItemState.Dead, Dhis2Codes.NoOrgUnit), (work.State, work.Code));
        Assert.StartsWith("subject: ", work.Cause, StringComparison.Ordinal);
        Assert.NotNull(work.Signature);
        Assert.Empty(_world.TakeSent());
    }

    [Theory]
    [InlineData("m", "OTHER")]
    [InlineData("old", "MALARIA")]
    public async Task DeliverAsync_SeveralVersionsOfTheMeasure_TakesTheNamedOneElseTheLast(string version, string set)
    {
        _world.Put(new Measure { Id = "m", Url = ReportWorld.Measure, Version = "old", Meta = new Meta { LastUpdated = MemoryApp.Start }, Identifier = [new Identifier(MheroSystems.Dhis2DataSet, "MALARIA")], Status = PublicationStatus.Active });
        _world.Put(new Measure { Id = "m2", Url = ReportWorld.Measure, Version = "new", Meta = new Meta { LastUpdated = MemoryApp.Start.AddDays(1) }, Identifier = [new Identifier(MheroSystems.Dhis2DataSet, "OTHER")], Status = PublicationStatus.Active });
        _world.Report(0, ("CASES", 4)).Measure = $"{ReportWorld.Measure}|{version}";

        await _world.DeliverAsync();

        Assert.StartsWith($"import {set} ", _world.Sent[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#here", "CONTAINED")]
    [InlineData("Organization/o", "ORG")]
    [InlineData("https://registry.example.org/fhir/Location/l/_history/1", "OU")]
    [InlineData("Location/none", null)]
    [InlineData("#none", null)]
    public async Task DeliverAsync_Subject_IsFoundWhereItIs(string reference, string? unit)
    {
        _world.Put(new Organization { Id = "o", Identifier = [new Identifier(MheroSystems.Dhis2OrgUnit, "ORG")] });
        var report = _world.Report(0, ("CASES", 4));
        report.Contained = [new Location { Id = "here", Identifier = [new Identifier(MheroSystems.Dhis2OrgUnit, "CONTAINED")] }];
        report.Subject = new ResourceReference(reference);

        var work = await _world.DeliverAsync();

        Assert.Equal(unit is null ? [] : [$"import MALARIA 2026W9 {unit}: CASES=4"], _world.Sent.Take(1));
        Assert.Equal(unit is null ? Dhis2Codes.NoOrgUnit : null, work.Code);
    }

    // A failure that may be of one report is asked about; a server that is not there is not asked for each.
    [Theory]
    [InlineData(503, 200, 1)]
    [InlineData(401, 200, 1)]
    [InlineData(500, 200, 2)]
    [InlineData(500, 503, 1)]
    [InlineData(500, 403, 2)]
    public async Task DeliverAsync_ServerFails_StopsWhenItIsNotOfTheReport(int status, int statusOfReads, int asked)
    {
        foreach (var id in new[] { "1", "2", "3" })
        {
            _world.Report(id, 0, ("CASES", 4));
        }

        _world.Dhis2 = line => line.StartsWith("import", StringComparison.Ordinal) ? new HttpResponseMessage((System.Net.HttpStatusCode)status)
            : line.StartsWith("/api/dataSets", StringComparison.Ordinal) && statusOfReads != 200 ? new HttpResponseMessage((System.Net.HttpStatusCode)statusOfReads) : null;

        var works = await _world.DeliverAsync("dhis2", ["1", "2", "3"]);

        Assert.Equal(asked, _world.Sent.Count);
        Assert.All(works, work => Assert.Equal(ItemState.Retry, work.State));
        Assert.Equal(statusOfReads == 503 || asked == 1 ? 0 : 3, works.Count(work => work.MayBeOfReport));
    }

    [Fact]
    public async Task DeliverAsync_OneReportFails_TheOthersOfTheBatchArrive()
    {
        foreach (var id in new[] { "1", "2", "3" })
        {
            _world.Report(id, 0, ($"CASES{id}", 4));
        }

        _world.Dhis2 = line => line.Contains("CASES2=", StringComparison.Ordinal) ? new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError) : null;

        var works = await _world.DeliverAsync("dhis2", ["1", "2", "3"]);

        Assert.Equal([ItemState.Done, ItemState.Retry, ItemState.Done], works.Select(work => work.State));
    }

    [Fact]
    public async Task DeliverAsync_MappingCannotBeRead_FailsAll()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """{"measures":{}}""");
            using var world = new ReportWorld(("Mhero:Dhis2:MappingFiles:0", file));
            world.Report(0, ("CASES", 4));
            Assert.Equal(ItemState.Done, (await world.DeliverAsync()).State);

            File.Delete(file);
            var works = await world.DeliverAsync("dhis2", ["1", "2"]);

            Assert.All(works, work => Assert.Equal(Dhis2Codes.MappingUnreadable, work.Code));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
