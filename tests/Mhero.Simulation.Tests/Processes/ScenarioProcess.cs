using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit.Sdk;

namespace Mhero.Simulation.Tests.Processes;

/// <summary>
/// A process of this assembly that runs tests one after another. Its thread pool has one thread, as <c>ProductThreads</c> needs it; a test runner needs
/// several for itself. It ends when its input does, so it never outlives the runner.
/// </summary>
internal sealed class ScenarioProcess
{
    /// <summary>The argument by which <see cref="Program"/> is such a process.</summary>
    public const string Argument = "scenarios";

    /// <summary>As in the project of the simulation, which says why.</summary>
    private static readonly (string Name, string Value)[] Settings =
    [
        ("DOTNET_ThreadPool_ForceMinWorkerThreads", "1"), ("DOTNET_ThreadPool_ForceMaxWorkerThreads", "1"), ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0"),
        ("DOTNET_TieredPGO", "0"), ("DOTNET_gcServer", "0"), ("DOTNET_gcConcurrent", "0"),
    ];

    private static readonly SemaphoreSlim Free = new(Environment.ProcessorCount);
    private static readonly ConcurrentBag<ScenarioProcess> Idle = [];

    private readonly Process _process;

    private ScenarioProcess()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ScenarioProcess).Assembly.Location, Argument]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
    }

    /// <summary>Runs a test in a process that has nothing to do.</summary>
    /// <param name="call">The test.</param>
    /// <exception cref="XunitException">The test failed, or the process ended.</exception>
    public static async Task RunAsync(ScenarioCall call)
    {
        await Free.WaitAsync();
        try
        {
            var process = Idle.TryTake(out var idle) ? idle : new ScenarioProcess();
            await process._process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(call));
            await process._process.StandardInput.FlushAsync();
            var answer = await process._process.StandardOutput.ReadLineAsync() ?? throw new XunitException("The process of the scenarios ended before it answered.");
            Idle.Add(process);
            if (JsonSerializer.Deserialize<string?>(answer) is { } failure)
            {
                throw new XunitException(failure);
            }
        }
        finally
        {
            Free.Release();
        }
    }
}
