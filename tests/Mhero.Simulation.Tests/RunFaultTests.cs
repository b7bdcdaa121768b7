using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Engine;
using Mhero.FaultSimulation.Worlds;
using Mhero.Simulation.Tests.Processes;
using Mhero.Simulator;

namespace Mhero.Simulation.Tests;

/// <summary>What breaks between RapidPro and the registry: afterwards no run is lost and none doubled.</summary>
public sealed class RunFaultTests
{
    private const int Runs = 23;

    public static TheoryData<string> Fates => [.. Enum.GetNames<HttpFault>()];

    [ScenarioTheory]
    [MemberData(nameof(Fates))]
    public void RegistryFails_InTheMiddle_EveryRunHasOneResponseInTheEnd(string outcome) => Scenario.Run(scenario =>
    {
        var runs = Prepare(scenario);
        var writes = 0;
        scenario.World.FaultOf = (what, body) =>
            what.StartsWith("registry POST", StringComparison.Ordinal) && body.Contains("QuestionnaireResponse", StringComparison.Ordinal) && ++writes is > 1 and < 6 ? Enum.Parse<HttpFault>(outcome) : null;

        scenario.Read(SyncKinds.Runs);

        Assert.True(writes > 1, "The fault was never met.");
        AssertAll(scenario, runs);
    });

    [ScenarioFact]
    public void RegistryIsGone_ForReadsToo_NothingIsLost() => Scenario.Run(scenario =>
    {
        var runs = Prepare(scenario);
        var end = scenario.World.Clock.Now.AddMinutes(20);
        scenario.World.FaultOf = (what, _) => what.StartsWith("registry", StringComparison.Ordinal) && scenario.World.Clock.Now < end ? HttpFault.FailBefore : null;

        scenario.Read(SyncKinds.Runs);

        AssertAll(scenario, runs);
    });

    [ScenarioTheory]
    [MemberData(nameof(Fates))]
    public void RapidProFails_BetweenTwoPages_TheCursorStandsAtWhatIsOnTheQueue(string outcome) => Scenario.Run(
        scenario =>
        {
            var runs = Prepare(scenario, TimeSpan.FromMinutes(1));
            var (isBroken, met) = (true, 0);
            scenario.World.FaultOf = (what, _) =>
                isBroken && what.StartsWith("rapidpro GET /api/v2/runs", StringComparison.Ordinal) && what.Contains("cursor", StringComparison.Ordinal) && ++met > 0 ? Enum.Parse<HttpFault>(outcome) : null;
            scenario.Read(SyncKinds.Runs);

            var position = scenario.Inspector.Services.GetRequiredService<CursorStore>().ReadAsync("rapidpro-runs").Result.Position;
            var arrived = Responses(scenario).Select(r => r.Run).ToHashSet();
            Assert.All(runs.Where(r => r.ModifiedOn < position), r => Assert.Contains(r.Uuid.ToString(), arrived));
            Assert.True(met > 0, "The fault was never met.");

            isBroken = false;
            scenario.Read(SyncKinds.Runs);
            AssertAll(scenario, runs);
        },
        WorldPlan.Still() with { PageSize = 5 });

    [ScenarioTheory]
    [InlineData("queue runs: send")]
    [InlineData("table state: transaction of 1 in cursors")]
    [InlineData("table state: transaction of 1 in seen rapidpro-runs")]
    public void StorageFails_TheCursorStaysBeforeTheRunsThatAreNotOnTheQueue(string operation) => Scenario.Run(scenario =>
    {
        var runs = Prepare(scenario);
        scenario.Read(SyncKinds.Runs);
        var before = PositionOf(scenario);
        runs.Add(scenario.AddRun(runs[0].Flow, runs[0].Contact, 99));
        scenario.World.FailsOf = what => what.StartsWith(operation, StringComparison.Ordinal);

        Assert.False(scenario.Read(SyncKinds.Runs));
        Assert.InRange(PositionOf(scenario)!.Value, before!.Value, runs[^1].ModifiedOn!.Value);

        scenario.World.FailsOf = null;
        Assert.True(scenario.Read(SyncKinds.Runs));
        AssertAll(scenario, runs);
    });

    [ScenarioTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void ProcessDies_AtAnOperation_TheNextOneFinishes(bool afterIt)
    {
        var steps = 0;
        for (var at = 1; at <= steps || at == 1; at += DeathInterval.Value)
        {
            var seen = 0;
            Scenario.Run(scenario =>
            {
                var runs = Prepare(scenario, count: 4);
                scenario.World.DiesAt = _ => ++seen == at ? afterIt : null;

                scenario.Read(SyncKinds.Runs);
                scenario.Read(SyncKinds.Runs);

                AssertAll(scenario, runs);
            });
            steps = Math.Max(steps, Math.Min(seen, 150));
        }

        Assert.InRange(steps, 20, 150);
    }

    private static DateTimeOffset? PositionOf(Scenario scenario) =>
        scenario.Inspector.Services.GetRequiredService<CursorStore>().ReadAsync("rapidpro-runs").Result.Position;

    private static List<SimulatedRun> Prepare(Scenario scenario, TimeSpan apart = default, int count = Runs)
    {
        var flow = scenario.RapidPro.AddFlow(FlowText.Of(Guid.NewGuid(), "Faults", ("Age", "number"))).Uuid;
        var contact = scenario.AddContact("Run Worker", "+250788100001").Uuid;
        scenario.Rest();
        scenario.StopTimers();
        var runs = new List<SimulatedRun>();
        for (var i = 0; i < count; i++)
        {
            runs.Add(scenario.AddRun(flow, contact, i));
            scenario.World.Clock.AdvanceTo(scenario.World.Clock.Now + apart);
        }

        return runs;
    }

    private static List<(string Run, string Age)> Responses(Scenario scenario) =>
        [.. scenario.World.Registry.All("QuestionnaireResponse").Select(r => ((string)r["identifier"]!["value"]!, (r["item"]![0]!["answer"]![0]!["valueInteger"] ?? r["item"]![0]!["answer"]![0]!["valueDecimal"])!.ToJsonString()))];

    private static void AssertAll(Scenario scenario, List<SimulatedRun> runs)
    {
        Assert.Equal(runs.Select(r => (r.Uuid.ToString(), r.Values["age"].Value)).Order(), Responses(scenario).Order());
        Assert.Empty(scenario.DeadLetters);
        Assert.Single(scenario.World.Registry.All("Questionnaire"));
    }
}
