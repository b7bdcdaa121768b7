using System.CommandLine;
using Mhero.Bench.Load.Reports;
using Mhero.DevHost.Services;
using Spectre.Console;

namespace Mhero.Bench.Load;

/// <summary>The command of one bench: the options that all have, the report, the exit code.</summary>
internal static class BenchCommand
{
    /// <param name="name">The command's name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="records">What is counted.</param>
    /// <param name="defaultCount">How many of them without the option.</param>
    /// <param name="further">Options of this bench alone.</param>
    /// <param name="run">Runs it.</param>
    /// <param name="countName">The name of the option for their number.</param>
    public static Command Create(
        string name,
        string description,
        string records,
        int defaultCount,
        IReadOnlyList<Option> further,
        Func<ParseResult, LoadOptions, Task<LoadReport>> run,
        string countName = "--count")
    {
        var count = new Option<int>(countName) { Description = records, DefaultValueFactory = _ => defaultCount };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
            {
                result.AddError($"{countName} has to be from 1 to 1,000,000.");
            }
        });
        var latency = new Option<double>("--latency") { Description = "Milliseconds that RapidPro waits before each answer." };
        latency.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or > 60_000)
            {
                result.AddError("--latency has to be from 0 to 60000.");
            }
        });
        var throttle = new Option<string>("--throttle") { Description = "A quota of RapidPro for each scope, as requests and seconds: 50/2s." };
        throttle.Validators.Add(result =>
        {
            if (Throttle.Parse(result.GetValueOrDefault<string>() ?? "") is null)
            {
                result.AddError("--throttle takes requests and seconds, for instance --throttle 50/2s.");
            }
        });
        var faults = new Option<bool>("--faults") { Description = "Both sides answer every tenth write with 500 without the work, and lose the answer of every 25th after it." };
        var settings = new Option<string[]>("--set") { Description = "An app setting for mHero, Name=Value; may be repeated.", DefaultValueFactory = _ => [] };
        settings.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => !t.Value.Contains('=', StringComparison.Ordinal)))
            {
                result.AddError("--set takes Name=Value, for instance --set Mhero__RapidPro__MaxConcurrency=32.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print the report as one JSON object." };
        var command = new Command(name, description + " Ends with 1 when an invariant is broken.") { count, latency, throttle, faults };
        foreach (var option in further)
        {
            command.Add(option);
        }

        command.Add(settings);
        command.Add(json);
        command.SetAction(async parsed =>
        {
            var options = new LoadOptions(
                parsed.GetValue(count),
                TimeSpan.FromMilliseconds(parsed.GetValue(latency)),
                parsed.GetValue(settings)!.Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s[1]))
            {
                Throttle = Throttle.Parse(parsed.GetValue(throttle) ?? ""),
                Faults = parsed.GetValue(faults),
            };
            try
            {
                var report = await run(parsed, options);
                Print(report, parsed.GetValue(json));
                return report.Passed ? 0 : 1;
            }
            catch (Exception e) when (e is BenchException or LocalServiceException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 2;
            }
        });
        return command;
    }

    private static void Print(LoadReport report, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
        }
        else
        {
            ReportTable.Write(AnsiConsole.Console, report);
        }
    }
}
