using System.CommandLine;
using System.Diagnostics;
using Mhero.Bench.Load.Children;
using Spectre.Console;

namespace Mhero.Bench.Load.Compare;

/// <summary>The command <c>compare</c>: carries out the benches of a baseline and compares their figures with it.</summary>
internal static class CompareCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var baseline = new Option<FileInfo>("--baseline") { Description = "The file with the benches and their figures.", Required = true, HelpName = "file" };
        var only = new Option<string?>("--only") { Description = "Only benches whose command begins with this text.", HelpName = "text" };
        var counts = new Option<bool>("--counts") { Description = "Compare only what does not depend on the machine: requests, messages and allocations. For a machine with other work." };
        var record = new Option<string?>("--record") { Description = "Write the present figures into the file, measured on this machine.", HelpName = "machine" };
        var command = new Command("compare", "Carries out the benches of a baseline, one after the other, and prints the ratio of each figure. Ends with 1 when a figure is worse by more than a fifth, or a bench fails.")
        {
            baseline, only, counts, record,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(baseline), parsed.GetValue(only) ?? "", !parsed.GetValue(counts), parsed.GetValue(record)));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo file, string only, bool withTimes, string? machine)
    {
        var baseline = JsonSerializer.Deserialize<Baseline>(await File.ReadAllTextAsync(file.FullName), JsonSerializerOptions.Web)!;
        var failed = 0;
        var measured = new List<BaselineBench>();
        foreach (var bench in baseline.Benches)
        {
            if (!bench.Command.StartsWith(only, StringComparison.Ordinal))
            {
                measured.Add(bench);
                continue;
            }

            AnsiConsole.MarkupLineInterpolated($"[bold]{bench.Command}[/]");
            var (exitCode, json) = await MeasureAsync(bench.Command);
            if (json.Length == 0)
            {
                AnsiConsole.MarkupLineInterpolated($"[red]The bench ended with {exitCode}.[/]");
                measured.Add(bench);
                failed++;
                continue;
            }

            var figures = Figures.Of(json);
            measured.Add(bench with { Figures = figures });
            var comparisons = Comparison.Of(bench.Figures, figures, withTimes);
            Write(comparisons);
            failed += comparisons.Count(comparison => comparison.IsWorse);
            if (exitCode != 0)
            {
                // Invariants include times and memory.
                AnsiConsole.MarkupLine("[yellow]An invariant of the bench is broken:[/]");
                Figures.BrokenIn(json).ForEach(broken => AnsiConsole.MarkupLineInterpolated($"  {broken}"));
                failed += withTimes ? 1 : 0;
            }
        }

        if (machine is not null)
        {
            await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(new Baseline(machine, measured), Indented) + "\n");
            return 0;
        }

        AnsiConsole.MarkupLine(failed == 0 ? "[green]No figure is worse by more than a fifth.[/]" : $"[red]{failed} are worse by more than a fifth, or failed.[/]");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>Carries out one bench in a process of its own: its memory is its own then.</summary>
    private static async Task<(int ExitCode, string Json)> MeasureAsync(string command)
    {
        var start = ChildProcess.ThisProgram();
        start.RedirectStandardOutput = true;
        foreach (var argument in command.Split(' ').Append("--json"))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var json = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, json.Trim());
    }

    private static void Write(IReadOnlyList<Comparison> comparisons)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("Figure");
        foreach (var column in (string[])["Before", "Now", "Ratio"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var comparison in comparisons)
        {
            var ratio = comparison.Ratio is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "";
            table.AddRow(Markup.Escape(comparison.Name), Text(comparison.Before), Text(comparison.Now), comparison.IsWorse ? $"[red]{ratio} worse[/]" : ratio);
        }

        AnsiConsole.Write(table);
    }

    private static string Text(double? value) => value?.ToString("#,0.##", CultureInfo.InvariantCulture) ?? "–";
}
