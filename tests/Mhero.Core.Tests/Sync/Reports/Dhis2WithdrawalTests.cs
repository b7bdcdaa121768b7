using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reports;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Sync.Reports;

/// <summary>What becomes of the values that DHIS2 has when their report is withdrawn, and when several reports are about one data value set.</summary>
public sealed class Dhis2WithdrawalTests : IDisposable
{
    private const string Set = "MALARIA 2026W9 OU";

    private readonly ReportWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("deleted")]
    [InlineData("error")]
    public async Task DeliverAsync_ReportIsWithdrawn_LeavesNothingOfIt(string how)
    {
        _world.Report(0, ("CASES", 4));
        await _world.DeliverAsync();
        _world.TakeSent();
        Withdraw("1", how);

        var work = await _world.DeliverAsync();

        Assert.Equal([$"delete {Set}: CASES=4", $"unregister {Set}"], _world.TakeSent());
        Assert.Equal((ItemState.Done, "dataValueSetsUpdated 1, dataValuesDeleted 1"), (work.State, work.Counts.ToString()));

        Assert.Equal(ItemState.Skipped, (await _world.DeliverAsync()).State);
        Assert.Empty(_world.TakeSent());
    }

    [Fact]
    public async Task DeliverAsync_WithdrawnReportWhoseSetHasAnother_KeepsTheRegistration()
    {
        _world.Report(0, ("CASES", 4));
        _world.Report("2", 0, ("DEATHS", 1));
        await _world.DeliverAsync("dhis2", ["1", "2"]);
        _world.TakeSent();

        Withdraw("1", "deleted");
        await _world.DeliverAsync();
        Assert.Equal([$"delete {Set}: CASES=4"], _world.TakeSent());

        Withdraw("2", "deleted");
        await _world.DeliverAsync(id: "2");
        Assert.Equal([$"delete {Set}: DEATHS=1", $"unregister {Set}"], _world.TakeSent());
    }

    [Fact]
    public async Task DeliverAsync_ValueOfANewerReport_IsLeft()
    {
        _world.Report("2", 5, ("CASES", 9));
        await _world.DeliverAsync(id: "2");
        _world.TakeSent();

        _world.Report(0, ("CASES", 4), ("DEATHS", 1));
        var work = await _world.DeliverAsync();

        Assert.Equal([$"import {Set}: DEATHS=1"], _world.TakeSent());
        Assert.Equal("dataValueSetsUpdated 1, dataValuesSent 1, issues 1", work.Counts.ToString());
    }

    [Fact]
    public async Task DeliverAsync_ValueThatAnotherReportSent_IsTheLaterReports()
    {
        _world.Report(0, ("CASES", 4));
        await _world.DeliverAsync();
        _world.Report("2", 1, ("CASES", 4));
        Assert.Equal("dataValueSetsUnchanged 1", (await _world.DeliverAsync(id: "2")).Counts.ToString());
        _world.TakeSent();

        // The first report goes, and the value stays: it is the second one's.
        Withdraw("1", "deleted");
        await _world.DeliverAsync();
        Assert.Empty(_world.TakeSent());
        Withdraw("2", "deleted");
        await _world.DeliverAsync(id: "2");
        Assert.Equal([$"delete {Set}: CASES=4", $"unregister {Set}"], _world.TakeSent());
    }

    [Theory]
    [InlineData("unregister", Dhis2Codes.CompletenessRefused)]
    [InlineData("delete", Dhis2Codes.AccessRefused)]
    public async Task DeliverAsync_WithdrawalIsRefused_IsADeadLetterThatCanBeReplayed(string line, string code)
    {
        _world.Report(0, ("CASES", 4));
        await _world.DeliverAsync();
        _world.TakeSent();
        Withdraw("1", "deleted");
        _world.Dhis2 = sent => sent.StartsWith(line, StringComparison.Ordinal) ? ReportWorld.RefusalOfAll("E7601") : null;

        var work = await _world.DeliverAsync();
        Assert.Equal((ItemState.Dead, code), (work.State, work.Code));
        Assert.Equal(line == "delete" ? "" : "dataValuesDeleted 1", work.Counts.ToString());
        _world.TakeSent();

        _world.Dhis2 = _ => null;
        Assert.Equal(ItemState.Done, (await _world.DeliverAsync()).State);
        Assert.Equal(line == "delete" ? [$"delete {Set}: CASES=4", $"unregister {Set}"] : [$"unregister {Set}"], _world.TakeSent());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeliverAsync_AnotherProcessHasTheSet_WaitsForIt(bool withdraws)
    {
        _world.Report(0, ("CASES", 4));
        await _world.DeliverAsync();
        _world.TakeSent();
        var set = new DataValueSet("MALARIA", "2026W9", "OU", null, []);
        Assert.NotNull(await _world.App.Get<ReportLedger>().ClaimAsync(set, CancellationToken.None));
        _world.Report(1, ("CASES", 5));
        if (withdraws)
        {
            Withdraw("1", "deleted");
        }

        var work = await _world.DeliverAsync();
        Assert.Equal((ItemState.Postponed, TimeSpan.FromSeconds(5)), (work.State, work.Delay));
        Assert.Empty(_world.TakeSent());

        // A process that died does not keep it for ever.
        _world.App.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal(ItemState.Postponed, (await _world.DeliverAsync()).State);
        _world.App.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ItemState.Done, (await _world.DeliverAsync()).State);
        Assert.NotEmpty(_world.TakeSent());
    }

    private void Withdraw(string id, string how)
    {
        if (how == "deleted")
        {
            _world.Remove($"MeasureReport/{id}");
        }
        else
        {
            _world.Report(id, 9).Status = MeasureReport.MeasureReportStatus.Error;
        }
    }
}
