using Mhero.Cli.Output;
using Mhero.Cli.Profiles;
using Mhero.Core.Messaging;
using Mhero.DevHost.Run;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero doctor --flows</c>: each flow that settings and Questionnaires name, as the workspace has it.</summary>
internal static class DoctorFlows
{
    public static async Task<int> RunAsync(Uri? app, bool json, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        try
        {
            var (settings, address) = SettingsOf(new ConfigurationBuilder().AddEnvironmentVariables().Build(), app);
            var findings = await SetupCheck.InspectFlowsAsync(settings, address, cancellationToken);
            var isGood = findings.All(f => f.Issues.Count == 0);
            if (json)
            {
                Terminal.WriteJson(new { ok = isGood, flows = findings });
            }
            else
            {
                Print(findings, terminal.Out);
            }

            return isGood ? ExitCodes.Ok : ExitCodes.Setup;
        }
        catch (SetupException error)
        {
            terminal.WriteFaults([.. error.Faults], json);
            return ExitCodes.Setup;
        }
    }

    /// <summary>Without a RapidPro of the user's: the systems of a local run that is up, which only its profile knows.</summary>
    private static (IConfiguration Settings, Uri? App) SettingsOf(IConfiguration user, Uri? app)
    {
        if (!string.IsNullOrWhiteSpace(user["Mhero:RapidPro:BaseUrl"]) || new ProfileStore().Find(ProfileStore.Local) is not { Settings.Count: > 0 } local)
        {
            return (user, app);
        }

        var started = local.Settings.Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), (string?)s.Value));
        return (new ConfigurationBuilder().AddInMemoryCollection(started).AddConfiguration(user).Build(), app ?? new Uri(local.App));
    }

    private static void Print(IReadOnlyList<FlowFinding> findings, IAnsiConsole console)
    {
        if (findings.Count == 0)
        {
            console.WriteUnbroken("Neither a setting nor a Questionnaire of an implementer names a flow, or no RapidPro is set and no 'mhero up' is running.");
        }

        foreach (var finding in findings)
        {
            console.WriteUnbroken(finding.Flow is { } uuid ? $"{finding.Place}: {finding.Name} ({uuid})" : $"{finding.Place}: '{finding.Named}' is not found");
            if (finding.Questionnaire is { } questionnaire)
            {
                console.WriteUnbroken($"  Questionnaire {questionnaire}");
            }

            if (finding.Expected.Count > 0)
            {
                console.WriteUnbroken($"  expects {string.Join(", ", finding.Expected)}");
            }

            foreach (var issue in finding.Issues)
            {
                console.WriteUnbroken($"  {issue.Code}: {issue.Message}");
            }
        }
    }
}
