using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Engine;
using Mhero.FaultSimulation.Worlds;
using Mhero.Simulation.Tests.Processes;

namespace Mhero.Simulation.Tests;

/// <summary>What breaks between a FLOIP server and the registry: afterwards every session has one whole response, and nothing is stored that was forgotten.</summary>
public sealed class FlowResultsFaultTests
{
    private const int Sessions = 5;

    public static TheoryData<string> Fates => [.. Enum.GetNames<HttpFault>()];

    [ScenarioTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void ProcessDies_AtAnOperation_TheNextOneFinishes(bool afterIt) => AtEach((scenario, at) =>
    {
        var seen = 0;
        scenario.World.DiesAt = _ => ++seen == at ? afterIt : null;
        return () => seen;
    });

    [ScenarioFact]
    public void StorageFails_AtAnOperation_TheNextReadingFinishes() => AtEach((scenario, at) =>
    {
        var seen = 0;
        scenario.World.FailsOf = _ => ++seen == at;
        return () => seen;
    });

    [ScenarioTheory]
    [MemberData(nameof(Fates))]
    public void ServerFails_InTheMiddle_EverySessionIsWholeInTheEnd(string outcome) => Run(scenario =>
    {
        Prepare(scenario);
        var met = 0;
        scenario.World.FaultOf = (what, _) => what.StartsWith("floip", StringComparison.Ordinal) && what.Contains("afterCursor", StringComparison.Ordinal) && ++met <= 3 ? Enum.Parse<HttpFault>(outcome) : null;

        scenario.Read(SyncKinds.FlowResults);
        scenario.Read(SyncKinds.FlowResults);

        Assert.True(met > 3, "The fault was never met.");
        AssertAll(scenario);
    });

    [ScenarioFact]
    public void PageFails_ForAnHour_TheReadingGoesOnWhereItEnded() => Run(scenario =>
    {
        Prepare(scenario);
        var isBroken = true;
        scenario.World.FaultOf = (what, _) => isBroken && what.Contains("afterCursor%5D=9", StringComparison.Ordinal) ? HttpFault.FailBefore : null;
        scenario.Read(SyncKinds.FlowResults);
        var pages = scenario.World.Floip.Pages.Count;

        scenario.World.Clock.AdvanceTo(scenario.World.Clock.Now.AddHours(1));
        scenario.Read(SyncKinds.FlowResults);
        Assert.Equal(pages, scenario.World.Floip.Pages.Count);

        isBroken = false;
        scenario.Read(SyncKinds.FlowResults);
        Assert.Equal(scenario.World.Floip.Pages.Distinct(), scenario.World.Floip.Pages);
        AssertAll(scenario);
    });

    [ScenarioFact]
    public void Reading_ThatDoesNotFitIntoOneCall_GoesOnInTheNextAndReadsNoPageTwice() => Run(scenario =>
    {
        Prepare(scenario);
        var late = 0;
        scenario.World.FailsOf = operation =>
        {
            // Each page takes five minutes.
            if (operation.Contains(" in pending ", StringComparison.Ordinal) && late < scenario.World.Floip.Pages.Count)
            {
                late = scenario.World.Floip.Pages.Count;
                scenario.World.Clock.AdvanceTo(scenario.World.Clock.Now.AddMinutes(5));
            }

            return false;
        };

        Assert.True(scenario.Read(SyncKinds.FlowResults));

        var pages = scenario.World.Floip.Pages;
        Assert.Equal(pages.Distinct(), pages);
        Assert.Equal(7, pages.Count);
        AssertAll(scenario);
    });

    [ScenarioFact]
    public void Cursor_IsResetWhileAReadingIsUnderWay_BeginsAtTheFirstRow() => Run(scenario =>
    {
        Prepare(scenario);
        Assert.True(scenario.Read(SyncKinds.FlowResults));
        var cursors = scenario.Inspector.Services.GetRequiredService<CursorStore>();
        var cursor = Assert.Single(cursors.ListAsync().Result, c => c.Name.StartsWith("flow-results-", StringComparison.Ordinal));
        for (var row = 0; row < 5; row++)
        {
            scenario.World.Floip.Add(scenario.World.Clock.Now, "late", "age", row);
        }

        var isBroken = true;
        scenario.World.FaultOf = (what, _) => isBroken && what.Contains("afterCursor", StringComparison.Ordinal) ? HttpFault.FailBefore : null;
        scenario.Read(SyncKinds.FlowResults);
        cursors.ResetAsync(cursor.Name).Wait();
        isBroken = false;
        scenario.World.Floip.Pages.Clear();

        Assert.True(scenario.Read(SyncKinds.FlowResults));

        Assert.DoesNotContain("start-timestamp", scenario.World.Floip.Pages[0], StringComparison.Ordinal);
        Assert.Equal(9, scenario.World.Floip.Pages.Count);
    });

    /// <summary>Has a fault at one operation after another, each in a world of its own.</summary>
    private static void AtEach(Func<Scenario, int, Func<int>> fail)
    {
        var steps = 1;
        for (var at = 1; at <= steps; at += DeathInterval.Value)
        {
            Run(scenario =>
            {
                Prepare(scenario);
                var seen = fail(scenario, at);

                scenario.Read(SyncKinds.FlowResults);
                scenario.Read(SyncKinds.FlowResults);

                AssertAll(scenario);
                steps = Math.Max(steps, Math.Min(seen(), 130));
            });
        }

        Assert.InRange(steps, 30, 130);
    }

    private static void Run(Action<Scenario> test) => Scenario.Run(test, WorldPlan.Still(("Mhero:FlowResults:Sources:sim:BaseUrl", FloipSide.Root)));

    /// <summary>Sessions whose rows are interleaved: the last answer of each is pages after its first.</summary>
    private static void Prepare(Scenario scenario)
    {
        scenario.Rest();
        scenario.StopTimers();
        var at = scenario.World.Clock.Now.AddDays(-3);
        for (var session = 0; session < Sessions; session++)
        {
            scenario.World.Floip.Add(at = at.AddMinutes(1), $"s{session}", "age", session);
        }

        for (var other = 0; other < 11; other++)
        {
            scenario.World.Floip.Add(at = at.AddMinutes(1), "long", "age", other);
        }

        for (var session = 0; session < Sessions; session++)
        {
            scenario.World.Floip.Add(at = at.AddMinutes(1), $"s{session}", "fever", "Yes");
        }
    }

    private static void AssertAll(Scenario scenario)
    {
        var responses = scenario.World.Registry.All("QuestionnaireResponse")
            .Select(r => (Session: ((string)r["identifier"]!["value"]!).Split('/')[2], Answers: string.Join(',', r["item"]!.AsArray().Select(i => (string)i!["linkId"]!)), Status: (string)r["status"]!))
            .Order();
        Assert.Equal([("long", "age", "completed"), .. Enumerable.Range(0, Sessions).Select(s => ($"s{s}", "age,fever", "completed"))], responses);
        Assert.Empty(scenario.DeadLetters);
        Assert.Single(scenario.World.Registry.All("Questionnaire"));
        Assert.Equal(scenario.World.Clock.Now.AddDays(-3).Date, scenario.Inspector.Services.GetRequiredService<CursorStore>().ListAsync().Result.Single(c => c.Name.StartsWith("flow-results-", StringComparison.Ordinal)).Position!.Value.Date);
    }
}
