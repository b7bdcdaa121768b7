using Mhero.Cli.Output;
using Mhero.Cli.Profiles;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts;
using Mhero.DevHost.Run;
using Mhero.DevHost.Services;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero up</c>: all of mHero on this machine.</summary>
internal static class UpCommand
{
    /// <summary>A round finds the first one's writes unchanged; more than a few that still write would never come to rest.</summary>
    private const int MaxRounds = 5;

    private const int Listed = 50;

    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "Stop after the first rounds, with exit code 0 only if nothing failed." };
        var json = new Option<bool>("--json") { Description = "Print the report as one JSON object; everything else goes to standard error." };
        var port = new Option<int?>("--port") { Description = "Port of the functions on 127.0.0.1; otherwise 7071 or a free one.", HelpName = "number" };
        port.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var number) || number is < 0 or > 65535))
            {
                result.AddError("--port takes a number from 0 to 65535.");
            }
        });
        var profile = new Option<FhirServerProfile>("--fhir-profile")
        {
            Description = "Which server the FHIR server that is started behaves as: Default, Medplum, MedplumTransactions, Candle, Hapi or Azure.",
            HelpName = "name",
        };
        var open = new Option<bool>("--open") { Description = "Open the operator's console in the browser, signed in." };
        var command = new Command("up", """
            Run mHero on this machine: start it, bring both sides into step, say what was done, stay up until Ctrl+C.

            Without settings it starts a RapidPro simulator, a FHIR server and Azurite, and fills them with an example. Set
            Mhero__RapidPro__BaseUrl and Mhero__RapidPro__Token, Mhero__Fhir__BaseUrl, or AzureWebJobsStorage to use systems
            of your own instead; they are read and written, and nothing is seeded. docs/configuration.md has all settings.
            """) { once, json, port, profile, open };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(once), parsed.GetValue(json), parsed.GetValue(port), parsed.GetValue(profile), parsed.GetValue(open), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool once, bool json, int? port, FhirServerProfile profile, bool open, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        var view = new ProgressView(terminal.Error);
        var options = new LocalRunOptions
        {
            Settings = new ConfigurationBuilder().AddEnvironmentVariables().Build(),
            Port = port,
            UseKnownPorts = !once,
            WaitsForSystems = !once,
            FhirProfile = profile,
            Progress = view,
            Logging = logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(new ProgressLogger(view)),
        };
        LocalRun? run = null;
        try
        {
            var report = await view.ShowAsync(async () =>
            {
                run = await LocalRun.StartAsync(options, cancellationToken);
                return await RunRoundsAsync(run, cancellationToken);
            });
            Show(report, terminal, json);
            if (!once)
            {
                await StayUpAsync(run!, json ? terminal.Error : terminal.Out, open, cancellationToken);
                return ExitCodes.Ok;
            }

            return report.IsGood ? ExitCodes.Ok : ExitCodes.Failed;
        }
        catch (SetupException error)
        {
            terminal.WriteFaults(error.Faults, json);
            return ExitCodes.Setup;
        }
        catch (LocalServiceException error)
        {
            terminal.WriteFaults([error.Message], json);
            return ExitCodes.Setup;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        finally
        {
            if (run is not null)
            {
                await run.DisposeAsync();
            }
        }
    }

    private static async Task<UpReport> RunRoundsAsync(LocalRun run, CancellationToken cancellationToken)
    {
        var rounds = new List<RoundReport>();
        do
        {
            rounds.Add(await run.RoundAsync(cancellationToken));
        }
        while (rounds.Count < 2 || (rounds.Count < MaxRounds && !rounds[^1].WroteNothing && !rounds[^1].HasFailed));

        return new UpReport(
            rounds,
            await run.Services.GetRequiredService<ReviewStore>().ListAsync(Listed, cancellationToken),
            await run.Services.GetRequiredService<Conflicts>().ListAsync(Listed, cancellationToken));
    }

    private static void Show(UpReport report, Terminal terminal, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(report.ToJson());
        }
        else
        {
            report.Print(terminal.Out);
        }
    }

    private static async Task StayUpAsync(LocalRun run, IAnsiConsole console, bool open, CancellationToken cancellationToken)
    {
        await run.RunTimersAsync(cancellationToken);
        var profiles = new ProfileStore();
        var profile = profiles.SaveLocal(run.BaseUrl, run.FunctionKey, run.StartedSystems);
        try
        {
            WriteAddresses(run, console, profile);
            if (open && !Browser.TryOpen(run.ConsolePage))
            {
                console.WriteUnbroken("No browser could be opened: open the console's address yourself.");
            }

            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            if (profile is not null)
            {
                profiles.RemoveLocal(profile);
            }
        }
    }

    private static void WriteAddresses(LocalRun run, IAnsiConsole console, string? profile)
    {
        console.WriteUnbroken("");
        console.WriteUnbroken("Open:");
        console.WriteUnbroken($"  Console          {run.ConsolePage}");
        console.WriteUnbroken($"  Status           {new Uri(run.BaseUrl, "api/status")}?code={run.FunctionKey}");
        if (run.SimulatorPage is { } simulator)
        {
            console.WriteUnbroken($"  RapidPro         {simulator} (simulator)");
            console.WriteUnbroken($"  Webhook          {run.Webhook} (header X-Mhero-Secret: {run.WebhookSecret})");
            console.WriteUnbroken($"  Be a worker      dotnet run --project Mhero.Cli -- text +250788000101 CASE{(simulator.Port == TextCommand.KnownPort ? "" : $" --simulator {simulator}")}");
        }

        var reach = profile switch
        {
            ProfileStore.Local => "",
            null => $" --app {run.BaseUrl} --function-key {run.FunctionKey}",
            _ => $" --profile {profile}",
        };
        console.WriteUnbroken($"  Operate          dotnet run --project Mhero.Cli -- status{reach} (also failures, reviews, messages, person, audit …)");
        console.WriteUnbroken($"  Reminders        dotnet run --project Mhero.Cli -- remind --dry-run{reach}");
        if (run.FhirServerPage is { } registry)
        {
            console.WriteUnbroken($"  Registry         {registry} (FHIR at {run.FhirServerBase})");
        }

        if (run.Dhis2Page is { } dhis2)
        {
            console.WriteUnbroken($"  DHIS2            {dhis2} (stand-in: the values that arrived)");
        }

        console.WriteUnbroken("");
        if (run.ForgetsState)
        {
            console.WriteUnbroken("State is kept until this ends; set AzureWebJobsStorage to a storage account to keep it longer.");
        }

        console.WriteUnbroken("The timers run now: they carry a change on one side over to the other. Ctrl+C ends it.");
    }
}
