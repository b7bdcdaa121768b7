using System.Diagnostics;
using System.Runtime.InteropServices;
using Mhero.Bench.Load.Reports;
using Mhero.Bench.Load.World;

namespace Mhero.Bench.Load;

/// <summary>Opens the pages of the console as an operator does, with many dead letters in storage and many responses in the registry.</summary>
internal sealed class ConsoleBench(int deadLetters, int responses, TimeSpan storageLatency, IReadOnlyList<string> settings, Action<string> progress)
{
    private const int Later = 5;

    public async Task<ConsoleReport> RunAsync()
    {
        progress("Starting the registry, RapidPro and mHero");
        await using var world = await OperatorWorld.StartAsync(settings);
        progress("Seeding what a console shows beside dead letters and responses …");
        var seed = new OperatorSeed(world);
        await seed.PutRestAsync();
        var tenth = await RunAsync(world, seed, deadLetters / 10, responses / 10);
        var all = await RunAsync(world, seed, deadLetters, responses);
        return new ConsoleReport(deadLetters, responses, storageLatency.TotalMilliseconds, RuntimeInformation.FrameworkDescription, Environment.ProcessorCount) { Tenth = tenth, All = all };
    }

    private async Task<IReadOnlyList<PageReport>> RunAsync(OperatorWorld world, OperatorSeed seed, int letters, int all)
    {
        progress($"Seeding {letters} dead letters, {all} responses …");
        world.Storage.Latency = TimeSpan.Zero;
        await seed.PutDeadLettersAsync(letters);
        world.Responses.Count = all;
        world.Storage.Latency = storageLatency;
        using var browser = await OperatorBrowser.SignInAsync(world);
        var pages = new List<PageReport>();
        foreach (var (name, path) in OperatorPages.Of(seed, all))
        {
            pages.Add(await MeasureAsync(world, browser, name, path));
            await world.JobsEndAsync();
            progress($"{name}: {pages[^1].MedianMilliseconds:0} ms, {pages[^1].Storage} requests to storage");
        }

        return pages;
    }

    private static async Task<PageReport> MeasureAsync(OperatorWorld world, OperatorBrowser browser, string name, string path)
    {
        var times = new List<double>();
        var storage = long.MaxValue;
        var (status, bytes) = (0, 0L);
        for (var i = 0; i <= Later; i++)
        {
            world.Reset();
            var began = Stopwatch.GetTimestamp();
            (status, bytes) = await browser.GetAsync(path);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            storage = Math.Min(storage, world.Storage.Count);
        }

        return new PageReport(name, path, status, times[0], times.Skip(1).Order().ElementAt(Later / 2), storage, world.FhirRequests, world.RapidProRequests, bytes);
    }
}
