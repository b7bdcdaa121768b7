using System.CommandLine;
using Spectre.Console;

namespace Mhero.Bench.Load;

/// <summary>The command <c>console</c>.</summary>
internal static class ConsoleCommand
{
    public static Command Create()
    {
        var letters = Count("--dead-letters", "Open dead letters, of 20 causes.", 100_000);
        var responses = Count("--responses", "Responses in the registry.", 1_000_000);
        var latency = new Option<double>("--storage-latency") { Description = "Milliseconds that a request to storage takes.", DefaultValueFactory = _ => 5 };
        latency.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or > 1_000)
            {
                result.AddError("--storage-latency has to be from 0 to 1000.");
            }
        });
        var settings = new Option<string[]>("--set") { Description = "An app setting for mHero, Name=Value; may be repeated.", DefaultValueFactory = _ => [] };
        settings.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => !t.Value.Contains('=', StringComparison.Ordinal)))
            {
                result.AddError("--set takes Name=Value, for instance --set Mhero__Reporting__SearchByForm=true.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print the report as one JSON object." };
        var command = new Command(
            "console",
            "Opens each page of the console and each JSON address behind it, first with a tenth of the records, then with all. Ends with 1 when a page takes longer than a second, or needs more requests to storage with more records.")
        {
            letters, responses, latency, settings, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            try
            {
                var bench = new ConsoleBench(parsed.GetValue(letters), parsed.GetValue(responses), TimeSpan.FromMilliseconds(parsed.GetValue(latency)), parsed.GetValue(settings)!, Console.Error.WriteLine);
                var report = await bench.RunAsync();
                if (parsed.GetValue(json))
                {
                    Console.WriteLine(JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
                }
                else
                {
                    report.Write(AnsiConsole.Console);
                }

                return report.Broken.Count == 0 ? 0 : 1;
            }
            catch (BenchException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 2;
            }
        });
        return command;
    }

    private static Option<int> Count(string name, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1_000 or > 10_000_000)
            {
                result.AddError($"{name} has to be from 1,000 to 10,000,000.");
            }
        });
        return option;
    }
}
