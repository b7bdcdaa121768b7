using System.Diagnostics;
using Mhero.FaultSimulation;

namespace Mhero.Simulation.Tests;

/// <summary>The syncs and the messaging of the product under schedules that seeds decide. CONTRIBUTING says how one seed is run alone.</summary>
public sealed class SeedTests
{
    private const string SeedsOfTheGate = "1000";

    [Fact]
    public async Task Seeds_AllInvariantsHold()
    {
        var (code, text) = await SimulateAsync("--seeds", SeedsOfTheGate, "--shrink");
        Assert.True(code == 0, text);
    }

    [Fact]
    public async Task Seeds_CarriedOutAgain_HaveTheSameSchedules()
    {
        string[] seeds = ["--first", "70001", "--seeds", "4", "--processes", "1", "--list"];
        static string[] Lines(string text) => [.. text.Split('\n').Where(l => l.StartsWith("seed ", StringComparison.Ordinal))];

        var first = Lines((await SimulateAsync(seeds)).Text);
        var second = Lines((await SimulateAsync(seeds)).Text);

        Assert.Equal(4, first.Length);
        Assert.Equal(first, second);
    }

    // In a process of its own, whose thread pool belongs to the simulated world alone: a schedule is then its seed's own.
    private static async Task<(int Code, string Text)> SimulateAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(SimulateCommand).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text);
    }
}
