using Mhero.Cli.Output;
using Mhero.DevHost.Run;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero doctor</c>: whether mHero could run as it is set up.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the results as one JSON object." };
        var flows = new Option<bool>("--flows") { Description = "List each flow that settings and Questionnaires name: where it is in the workspace, the results that it lacks, its webhooks. Without a RapidPro in the settings, those of a running 'mhero up'." };
        var app = new Option<string?>("--app") { Description = "With --flows: the app's address, with which the flows' webhooks are compared.", HelpName = "URL" };
        var command = new Command("doctor", """
            Check every setting and connection, and say what to change.

            It reads RapidPro's workspace, the FHIR server's metadata and the storage account, and tries what mHero relies on
            with a few Basic resources in the FHIR server, which it deletes again. The exit code is 0 when all is in order,
            and 2 when something has to be changed.
            """) { flows, app, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(app) is { } address && (!result.GetValue(flows) || AddressOf(address) is null))
            {
                result.AddError("--app takes an http address, and belongs to --flows.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
            parsed.GetValue(flows) ? DoctorFlows.RunAsync(AddressOf(parsed.GetValue(app)), parsed.GetValue(json), cancellationToken) : RunAsync(parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static Uri? AddressOf(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private static async Task<int> RunAsync(bool json, CancellationToken cancellationToken)
    {
        var results = await SetupCheck.RunAsync(new ConfigurationBuilder().AddEnvironmentVariables().Build(), cancellationToken);
        var isGood = results.All(result => result.State != CheckState.Fault);
        if (json)
        {
            Terminal.WriteJson(new
            {
                ok = isGood,
                checks = results.Select(result => new { name = result.Name, state = result.State.ToString().ToLowerInvariant(), message = result.Message }),
            });
        }
        else
        {
            Print(results, new Terminal().Out);
        }

        return isGood ? ExitCodes.Ok : ExitCodes.Setup;
    }

    private static void Print(IReadOnlyList<CheckResult> results, IAnsiConsole console)
    {
        var width = results.Max(result => result.Name.Length);
        foreach (var result in results)
        {
            var (mark, color) = result.State switch
            {
                CheckState.Ok => ("ok    ", Color.Green),
                CheckState.Local => ("local ", Color.Blue),
                CheckState.Note => ("note  ", Color.Yellow),
                _ => ("change", Color.Red),
            };
            console.Write(new Text(mark, new Style(color)));
            console.WriteUnbroken($"  {result.Name.PadRight(width)}  {result.Message}");
        }
    }
}
