using Mhero.Cli.Output;
using Mhero.Core.Messaging;
using Mhero.DevHost.Run;
using Microsoft.Extensions.Configuration;
using Spectre.Console;

namespace Mhero.Cli.Commands;

/// <summary><c>mhero doctor --flows</c>: each flow that settings and Questionnaires name, as the workspace has it.</summary>
internal static class DoctorFlows
{
    public static async Task<int> RunAsync(Uri? app, bool json, CancellationToken cancellationToken)
    {
        var terminal = new Terminal();
        try
        {
            var findings = await SetupCheck.InspectFlowsAsync(new ConfigurationBuilder().AddEnvironmentVariables().Build(), app, cancellationToken);
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

    private static void Print(IReadOnlyList<FlowFinding> findings, IAnsiConsole console)
    {
        if (findings.Count == 0)
        {
            console.WriteUnbroken("Neither a setting nor a Questionnaire of an implementer names a flow, or RapidPro is the simulator.");
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
