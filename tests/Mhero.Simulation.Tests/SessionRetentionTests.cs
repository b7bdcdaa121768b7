using Mhero.Core.Storage.Cursors;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.FlowResults;
using Mhero.Core.Sync.FlowResults.Sessions;
using Mhero.FaultSimulation.Worlds;
using Mhero.Simulation.Tests.Processes;

namespace Mhero.Simulation.Tests;

/// <summary>How long the rows of FLOIP sessions are stored.</summary>
public sealed class SessionRetentionTests
{
    private static readonly Guid Package = Mhero.Core.Mapping.Floip.FloipIds.Package("sim", FloipSide.Package);

    [ScenarioFact]
    public void Rows_OlderThanTheSetting_AreDeletedAndTheResponseStays() => Run(scenario =>
    {
        AddSession(scenario, "old");
        scenario.Read(SyncKinds.FlowResults);
        Advance(scenario, 200);
        AddSession(scenario, "new");
        scenario.Read(SyncKinds.FlowResults);
        Advance(scenario, 166);

        scenario.Read(SyncKinds.FlowResults);

        Assert.Equal(1, CountOf(scenario, FlowResultsCounts.Purged));
        Assert.Equal([IdOf("new")], Stored(scenario, "old", "new"));
        Assert.Equal(["age,fever", "age,fever"], Answers(scenario));
        scenario.Read(SyncKinds.FlowResults);
        Assert.Equal(0, CountOf(scenario, FlowResultsCounts.Purged));
    });

    [ScenarioFact]
    public void Rows_OfASessionWhoseRowsWereDeleted_DoNotReplaceItsResponse() => Run(scenario =>
    {
        AddSession(scenario, "old");
        scenario.Read(SyncKinds.FlowResults);
        Advance(scenario, 366);
        scenario.Read(SyncKinds.FlowResults);
        var cursors = scenario.Inspector.Services.GetRequiredService<CursorStore>();
        cursors.ListAsync().Result.Where(c => c.Name.StartsWith("flow-results-", StringComparison.Ordinal)).ToList().ForEach(c => cursors.ResetAsync(c.Name).Wait());
        var before = scenario.World.Registry.All("QuestionnaireResponse").Single().ToJsonString();

        scenario.Read(SyncKinds.FlowResults);
        Assert.Equal(0, CountOf(scenario, SyncCounts.Issues));
        scenario.World.Floip.Add(scenario.World.Clock.Now, "old", "age", 99);
        scenario.Read(SyncKinds.FlowResults);

        Assert.Equal(1, CountOf(scenario, SyncCounts.Issues));
        Assert.Equal(before, scenario.World.Registry.All("QuestionnaireResponse").Single().ToJsonString());
        Assert.Empty(scenario.DeadLetters);
    });

    [ScenarioFact]
    public void Rows_ThatADeadLetterNeeds_AreKeptUntilItIsReplayed() => Run(scenario =>
    {
        AddSession(scenario, "old");
        scenario.Read(SyncKinds.FlowResults);
        var deadLetters = scenario.Inspector.Services.GetRequiredService<DeadLetterStore>();
        var letter = deadLetters.RecordAsync(SyncKinds.Runs, IdOf("old").ToString(), $$$"""{"items":[{"session":{"package":"{{{Package}}}","session":"{{{IdOf("old")}}}"}}]}""", "MH0000", "A test.", 1).Result;
        Advance(scenario, 366);
        scenario.Read(SyncKinds.FlowResults);
        Assert.Equal([IdOf("old")], Stored(scenario, "old"));

        Assert.True(deadLetters.ReplayAsync(letter.Id).Result);
        scenario.Until(() => scenario.World.AreQueuesEmpty && scenario.DeadLetters.Count == 0);
        Advance(scenario, 2);
        scenario.Read(SyncKinds.FlowResults);

        Assert.Empty(Stored(scenario, "old"));
    });

    [ScenarioFact]
    public void Rows_WithoutALimit_AreKept() => Scenario.Run(
        scenario =>
        {
            AddSession(scenario, "old");
            scenario.Read(SyncKinds.FlowResults);
            Advance(scenario, 3_000);
            scenario.Read(SyncKinds.FlowResults);

            Assert.Equal([IdOf("old")], Stored(scenario, "old"));
        },
        WorldPlan.Still(("Mhero:FlowResults:Sources:sim:BaseUrl", FloipSide.Root), ("Mhero:FlowResults:KeepRowsFor", "")));

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, false)]
    [InlineData(3650, false)]
    [InlineData(3651, true)]
    public void Validate_TimeOfRows_IsRefusedWhereSessionsMayNeedThem(int days, bool isRefused)
    {
        var result = new FlowResultsOptionsRules().Validate(null, new FlowResultsOptions { KeepRowsFor = TimeSpan.FromDays(days) });

        Assert.Equal(isRefused, result.Failed);
        Assert.Equal(isRefused, result.FailureMessage?.Contains("Mhero__FlowResults__KeepRowsFor", StringComparison.Ordinal) is true);
    }

    private static void Run(Action<Scenario> test) => Scenario.Run(
        scenario =>
        {
            scenario.StopTimers();
            test(scenario);
        },
        WorldPlan.Still(("Mhero:FlowResults:Sources:sim:BaseUrl", FloipSide.Root)));

    private static void AddSession(Scenario scenario, string session)
    {
        scenario.StopTimers();
        scenario.World.Floip.Add(scenario.World.Clock.Now, session, "age", 5);
        scenario.World.Floip.Add(scenario.World.Clock.Now, session, "fever", "Yes");
    }

    private static void Advance(Scenario scenario, int days) => scenario.World.Clock.AdvanceTo(scenario.World.Clock.Now.AddDays(days));

    private static Guid IdOf(string session) => Mhero.Core.Mapping.Floip.FloipIds.Session("sim", FloipSide.Package, session);

    private static List<Guid> Stored(Scenario scenario, params string[] sessions) =>
        [.. scenario.Inspector.Services.GetRequiredService<SessionStore>().FindAsync(Package, sessions.Select(IdOf), default).Result.Keys];

    private static IEnumerable<string> Answers(Scenario scenario) =>
        scenario.World.Registry.All("QuestionnaireResponse").Select(r => string.Join(',', r["item"]!.AsArray().Select(i => (string)i!["linkId"]!)));

    private static long CountOf(Scenario scenario, string count) =>
        scenario.Inspector.Services.GetRequiredService<SyncLogStore>().RecentAsync(SyncKinds.FlowResults, 1).Result.Single().Counts[count];
}
