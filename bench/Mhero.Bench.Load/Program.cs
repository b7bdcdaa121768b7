using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Mhero.Bench.Load;
using Mhero.Bench.Load.Children;
using Mhero.Bench.Load.Reports;
using Mhero.Local.Services;
using Spectre.Console;

// What a process of the bench is, is decided by its command: the bench itself, or one of the parts around mHero, or mHero.
var root = new RootCommand("Load benches of mHero against stand-ins of its neighbours, on this machine alone.")
{
    ContactsCommand(),
    Child(FhirChild.Command, _ => FhirChild.RunAsync()),
    Child(RapidProChild.Command, latency => RapidProChild.RunAsync(TimeSpan.FromMilliseconds(double.Parse(latency, CultureInfo.InvariantCulture)))),
    Child(MheroChild.Command, MheroChild.RunAsync),
};
return await root.Parse(args).InvokeAsync();

static Command ContactsCommand()
{
    var count = new Option<int>("--count") { Description = "Health workers.", DefaultValueFactory = _ => 5000 };
    count.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000)
        {
            result.AddError("--count has to be from 1 to 1,000,000.");
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
    var direction = new Option<LoadDirection>("--direction") { Description = "Both, ToRapidPro (all workers in the registry at first) or FromRapidPro (all in RapidPro at first)." };
    var settings = new Option<string[]>("--set") { Description = "An app setting for mHero, Name=Value; may be repeated.", DefaultValueFactory = _ => [] };
    settings.Validators.Add(result =>
    {
        if (result.Tokens.Any(t => !t.Value.Contains('=', StringComparison.Ordinal)))
        {
            result.AddError("--set takes Name=Value, for instance --set Mhero__RapidPro__MaxConcurrency=32.");
        }
    });
    var json = new Option<bool>("--json") { Description = "Print the report as one JSON object." };
    var command = new Command("contacts", "Syncs workers into RapidPro and out of it, first at once, then with nothing changed and with 1 % changed. Ends with 1 when an invariant is broken.")
    {
        count, latency, direction, settings, json,
    };
    command.SetAction(async parsed =>
    {
        var options = new LoadOptions(
            parsed.GetValue(count),
            TimeSpan.FromMilliseconds(parsed.GetValue(latency)),
            parsed.GetValue(direction),
            parsed.GetValue(settings)!.Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s[1]));
        try
        {
            var report = await new ContactsBench(options, Console.Error.WriteLine).RunAsync();
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

static void Print(LoadReport report, bool json)
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

static Command Child(string name, Func<string, Task> run)
{
    var argument = new Argument<string>("argument") { DefaultValueFactory = _ => "" };
    var command = new Command(name) { argument };
    command.Hidden = true;
    command.SetAction(parsed => ChildCommands.StartAsync(() => run(parsed.GetValue(argument)!)));
    return command;
}
