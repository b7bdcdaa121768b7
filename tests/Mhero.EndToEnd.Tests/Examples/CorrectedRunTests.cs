using Mhero.Simulator;

namespace Mhero.EndToEnd.Tests.Examples;

/// <summary>Several runs, or several states of one, that speak of the same: the newest word counts, in whatever order they come.</summary>
public sealed class CorrectedRunTests(ExampleWorld world) : IClassFixture<ExampleWorld>
{
    private const string Reporter = "+250788000101";

    [Fact]
    public async Task Poll_RunThatWasCorrectedLater_ReplacesWhatItGave()
    {
        var run = await ReportAsync("2026W21", patients: 42);
        Assert.Equal(42, PatientsOf(Assert.Single(await ReportsAsync("2026-W21"))));

        Correct(run, patients: 44);
        await world.FireAsync(nameof(Functions.Timers.SyncRuns));

        Assert.Equal(44, PatientsOf(Assert.Single(await ReportsAsync("2026-W21"))));
        Assert.Single(await ResponsesAsync(run));
    }

    [Fact]
    public async Task Poll_OlderReportAfterTheNewer_LeavesTheNewer()
    {
        world.LosesWebhooks = true;
        var older = await ReportAsync("2026W22", patients: 10);
        world.LosesWebhooks = false;
        var newer = await ReportAsync("2026W22", patients: 20);
        Assert.Equal(20, PatientsOf(Assert.Single(await ReportsAsync("2026-W22"))));
        Assert.Empty(await ResponsesAsync(older));

        await world.FireAsync(nameof(Functions.Timers.SyncRuns));

        Assert.Equal(20, PatientsOf(Assert.Single(await ReportsAsync("2026-W22"))));
        Assert.Single(await ResponsesAsync(older));

        Correct(older, patients: 11);
        await world.FireAsync(nameof(Functions.Timers.SyncRuns));
        Assert.Equal(20, PatientsOf(Assert.Single(await ReportsAsync("2026-W22"))));

        Correct(newer, patients: 21);
        await world.FireAsync(nameof(Functions.Timers.SyncRuns));
        Assert.Equal(21, PatientsOf(Assert.Single(await ReportsAsync("2026-W22"))));
        await world.AssertNoDeadLettersAsync();
    }

    private async Task<Guid> ReportAsync(string week, int patients)
    {
        await world.WriteAsync(Reporter, ["VACC", week, "3", "1", $"{patients}", "17", "0"]);
        await world.Host.WaitUntilIdleAsync();
        return world.Workspace.LatestRuns(1)[0].Uuid;
    }

    private void Correct(Guid run, int patients) => world.Workspace.EditRun(run, before => before with
    {
        Values = new Dictionary<string, SimulatedRunValue>(before.Values) { ["patient_first_doses"] = before.Values["patient_first_doses"] with { Value = $"{patients}" } },
    });

    private async Task<IReadOnlyList<JsonObject>> ReportsAsync(string week) =>
        [.. (await world.Registry.AllAsync("MeasureReport")).Where(report => ((string)report["identifier"]![0]!["value"]!).EndsWith(week, StringComparison.Ordinal))];

    private async Task<IReadOnlyList<JsonObject>> ResponsesAsync(Guid run) =>
        [.. (await world.Registry.AllAsync("QuestionnaireResponse")).Where(response => (string?)response["identifier"]!["value"] == run.ToString())];

    private static int PatientsOf(JsonObject report) => report["group"]!.AsArray()
        .Where(group => (string)group!["code"]!["coding"]![0]!["code"]! == "patients")
        .Select(group => (int)group!["stratifier"]![0]!["stratum"]![0]!["population"]![0]!["count"]!).Single();
}
