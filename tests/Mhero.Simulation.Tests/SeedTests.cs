using System.Globalization;
using Mhero.Simulation.Tests.Worlds;
using Xunit.Abstractions;

namespace Mhero.Simulation.Tests;

/// <summary>The syncs and the messaging of the product under schedules that seeds decide. CONTRIBUTING says how one seed is run alone.</summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int SeedsOfTheGate = 25;

    [Fact]
    public void Seeds_AllInvariantsHold()
    {
        var first = Number("MHERO_SIMULATION_SEED") ?? 1;
        var count = Number("MHERO_SIMULATION_SEEDS") ?? (Number("MHERO_SIMULATION_SEED") is null ? SeedsOfTheGate : 1);
        var failures = new List<string>();
        for (var seed = first; seed < first + count && failures.Count < 10; seed++)
        {
            if (SeedRun.Carry(WorldPlan.Of(seed), Environment.GetEnvironmentVariable("MHERO_SIMULATION_TRACE") is not null) is { } failure)
            {
                output.WriteLine(failure);
                failures.Add(failure);
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
