using Mhero.Core.Sync.Engine;
using Mhero.FaultSimulation.Worlds;
using Mhero.Simulation.Tests.Processes;

namespace Mhero.Simulation.Tests;

/// <summary>A first load under a quota that ends again and again: what was refused was not done, so nothing has to be looked for.</summary>
public sealed class ThrottledLoadTests
{
    private const int Workers = 500;
    private const int Quota = 50;
    private const int Schedules = 5;
    private const string Create = "rapidpro POST /api/v2/contacts.json";

    /// <summary>A request takes about a tenth of a second here, and the requests of one period most of it.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(8);

    /// <summary>The median of five schedules counts: with waits of the queue, a schedule takes from 1.8 to 4 times the time of the quota, and now and then a few requests more than 1.05 for each worker.</summary>
    /// <param name="maxInlineWait">The longest wait within a call; with a shorter one than the quota's, the queue does the waiting.</param>
    /// <param name="most">The longest time, as a multiple of the quota's own.</param>
    [ScenarioTheory]
    [InlineData("00:00:10", 1.6)]
    [InlineData("00:00:01", 3)]
    public void FirstLoad_QuotaEndsAgainAndAgain_TakesOneRequestAContactAndTheTimeOfTheQuota(string maxInlineWait, double most)
    {
        var loads = Enumerable.Range(1, Schedules).Select(seed => Load(seed, maxInlineWait)).ToList();

        Assert.True(loads.Select(load => load.Took).Order().ElementAt(Schedules / 2) < Period * (Workers / Quota) * most, string.Join("; ", loads));
        Assert.True(loads.Select(load => load.Requests).Order().ElementAt(Schedules / 2) <= Workers * 1.05, string.Join("; ", loads));
    }

    /// <summary>Carries the load out once.</summary>
    /// <returns>The time from the first new contact to the last, and the requests to RapidPro.</returns>
    private static (TimeSpan Took, int Requests) Load(int seed, string maxInlineWait)
    {
        var (took, requests) = (TimeSpan.Zero, 0);
        Scenario.Run(
            scenario =>
            {
                scenario.StopTimers();
                var world = scenario.World;
                world.Instances[1] = null;
                for (var i = 0; i < Workers; i++)
                {
                    scenario.AddWorker("Throttled", "Number" + i, string.Create(CultureInfo.InvariantCulture, $"+25078{8200000 + i}"));
                }

                var sent = new SortedDictionary<string, int>(StringComparer.Ordinal);
                var creates = new List<DateTimeOffset>();
                var (left, until) = (0, DateTimeOffset.MinValue);
                world.AnswerOf = (what, _) =>
                {
                    if (!what.StartsWith("rapidpro", StringComparison.Ordinal))
                    {
                        return null;
                    }

                    (left, until) = world.Clock.Now < until ? (left, until) : (Quota, world.Clock.Now + Period);
                    var call = what.Split('?')[0] + (left > 0 ? "" : " 429");
                    sent[call] = sent.GetValueOrDefault(call) + 1;
                    if (call == Create)
                    {
                        creates.Add(world.Clock.Now);
                    }

                    return left-- > 0 ? null : SideHandler.Refusal(429, (int)Math.Ceiling((until - world.Clock.Now).TotalSeconds));
                };

                Assert.True(scenario.Read(SyncKinds.Contacts));
                Assert.True(scenario.Read(SyncKinds.Registry));

                (took, requests) = (creates[^1] - creates[0], sent.Values.Sum());
                var figures = $"{took}: {string.Join(", ", sent)}";
                Assert.Equal(Workers, scenario.RapidPro.Contacts.Count(c => c.Fields.GetValueOrDefault("globalid") is { Length: > 0 }));
                Assert.True(sent.ContainsKey(Create + " 429"), figures);
                Assert.True(requests <= Workers * 1.1, figures);
            },
            WorldPlan.Still(("Mhero:Contacts:BatchSize", "50"), ("Mhero:Fhir:PageSize", "250"), ("Mhero:RapidPro:MaxInlineWait", maxInlineWait)) with { Seed = seed });
        return (took, requests);
    }
}
