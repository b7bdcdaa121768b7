using System.Diagnostics;
using System.Reflection;
using Mhero.FaultSimulation.Worlds;

namespace Mhero.FaultSimulation;

/// <summary>Seeds that are carried out one after another.</summary>
/// <param name="First">The first seed.</param>
/// <param name="Seeds">How many.</param>
/// <param name="Step">The distance of one seed from the next.</param>
/// <param name="Changes">Numbers of the seeds' plans that are set to other values, as <c>NAME=VALUE</c>.</param>
internal sealed record SeedRange(int First, int Seeds, int Step, IReadOnlyList<string> Changes)
{
    private const int MaxWorldsToShrink = 150;

    /// <summary>Failed seeds after which a process ends: more of them tell little.</summary>
    private const int MaxFailures = 10;

    /// <summary>Carries the seeds out and prints those that fail.</summary>
    /// <param name="output">Where failures and the sum are printed.</param>
    /// <param name="print">What else is printed.</param>
    /// <param name="processes">Among how many processes they are divided.</param>
    /// <param name="cancellationToken">Ends the processes.</param>
    /// <returns>0 when all invariants held in all seeds; else 1.</returns>
    public async Task<int> CarryAsync(TextWriter output, SeedPrint print, int processes, CancellationToken cancellationToken)
    {
        // Only this program's own process has the one thread by which a seed has one schedule.
        if ((Seeds == 1 || processes == 1) && Assembly.GetEntryAssembly() == typeof(SeedRange).Assembly)
        {
            return ProductThreads.IsOne ? Carry(output, print) : throw new InvalidOperationException("The thread pool has more than one thread: the settings of this program's project do not hold.");
        }

        var count = Math.Min(processes, Seeds);
        var codes = await Task.WhenAll(Enumerable.Range(0, count).Select(i => InProcessAsync(
            this with { First = First + (i * Step), Seeds = ((Seeds - 1 - i) / count) + 1, Step = Step * count }, output, print, cancellationToken)));
        return codes.Max();
    }

    private int Carry(TextWriter output, SeedPrint print)
    {
        var failures = 0;
        var operations = 0L;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Seeds && failures < MaxFailures; i++)
        {
            var plan = Changes.Aggregate(WorldPlan.Of(First + (i * Step)), Changed);
            var result = SeedRun.Carry(plan, print.TraceAll);
            operations += result.Operations;
            if (print.List)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {plan.Seed} {result.Fingerprint:x16} {result.Operations} operations{(result.Failure is null ? "" : ", failed")}"));
            }

            if (result.Failure is not null)
            {
                failures++;
                output.WriteLine(print.Shrink ? Shrunk(plan, print.TraceAll) : result.Failure);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Seeds} seeds from {First}, every {Step}: {failures} failed, {operations} operations in {watch.Elapsed.TotalSeconds:0} s, {Environment.CpuUsage.TotalTime.TotalSeconds:0} s of processor time"));
        return failures == 0 ? 0 : 1;
    }

    private string Shrunk(WorldPlan plan, bool traceAll)
    {
        var (smallest, changes) = Shrinking.Shrink(plan, MaxWorldsToShrink, p => SeedRun.Carry(p).Failure is not null);
        return $"{SeedRun.Carry(smallest, traceAll).Failure}The same again: --first {plan.Seed}{string.Concat(Changes.Concat(changes).Select(c => " --with " + c))}";
    }

    private static WorldPlan Changed(WorldPlan plan, string change)
    {
        var (name, value) = change.Split('=', 2) is [var n, var v] ? (n, v) : (change, "");
        return PlanNumber.Find(name) is { } number && int.TryParse(value, CultureInfo.InvariantCulture, out var to)
            ? number.With(plan, to)
            : throw new ArgumentException($"'{change}' does not set a number of a plan. Write NAME=VALUE with one of {string.Join(", ", PlanNumber.All.Select(p => p.Name))}.");
    }

    private static async Task<int> InProcessAsync(SeedRange part, TextWriter output, SeedPrint print, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            typeof(SeedRange).Assembly.Location, "--first", Text(part.First), "--seeds", Text(part.Seeds), "--step", Text(part.Step), "--processes", "1",
            .. part.Changes.SelectMany(c => new[] { "--with", c }), .. print.Arguments,
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException("The process did not start.");
        try
        {
            var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            output.Write(text);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
