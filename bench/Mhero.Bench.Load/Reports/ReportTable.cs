using Spectre.Console;

namespace Mhero.Bench.Load.Reports;

/// <summary>A report for people.</summary>
internal static class ReportTable
{
    /// <summary>What the table needs; a narrower terminal wraps, and a file or pipe has no width of its own.</summary>
    private const int Width = 170;

    public static void Write(IAnsiConsole console, LoadReport report)
    {
        console.Profile.Width = Console.IsOutputRedirected ? Width : console.Profile.Width;
        var table = new Table().Border(TableBorder.Rounded)
            .Title(Text($"{report.Count:N0} {report.Records}, {report.LatencyMilliseconds:0.#} ms of RapidPro latency, {report.Processors} processors, {report.Runtime}"));
        table.AddColumn("Phase");
        foreach (var column in (string[])["Rounds", "Wall s", "ms each", "CPU s", "Peak MB", "Alloc MB", "Messages", "RapidPro\nrequests", "writes", "FHIR\nrequests", "writes", "CPU s of RapidPro,\nFHIR, Azurite"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var phase in report.Phases)
        {
            var usage = phase.Usage;
            table.AddRow(
                Markup.Escape(phase.Name),
                Text($"{phase.Rounds}"),
                Text($"{usage.Wall.TotalSeconds:0.00}"),
                Text($"{phase.MillisecondsPerRecord:0.000}"),
                Text($"{usage.Processor.TotalSeconds:0.00}"),
                Text($"{usage.PeakMemory / 1e6:0}"),
                Text($"{usage.Allocated / 1e6:0}"),
                Text($"{usage.Messages}"),
                Text($"{phase.RapidPro.TotalRequests}"),
                Text($"{phase.RapidPro.TotalWrites}"),
                Text($"{phase.Fhir.TotalRequests}"),
                Text($"{phase.Fhir.TotalWrites}"),
                Text($"{phase.Others.RapidPro.TotalSeconds:0.0}, {phase.Others.Fhir.TotalSeconds:0.0}, {phase.Others.Storage?.TotalSeconds:0.0}"));
        }

        console.Write(table);
        foreach (var phase in report.Phases)
        {
            console.MarkupLineInterpolated($"[bold]{phase.Name}[/]: RapidPro {Kinds(phase.RapidPro.Requests)}; FHIR {Kinds(phase.Fhir.Requests)}; written to FHIR: {Kinds(phase.Fhir.Writes)}; storage {Kinds(phase.Usage.Storage)}; mHero says: {Kinds(phase.Counts)}");
            if (phase.Latency is { } answers)
            {
                console.WriteLine(Text($"  {answers.Accepted} of {answers.Sent} accepted; half within {answers.Median.TotalMilliseconds:0} ms, 99 % within {answers.P99.TotalMilliseconds:0} ms, all within {answers.Longest.TotalMilliseconds:0} ms"));
            }

            phase.Usage.Complaints.Take(3).ToList().ForEach(c => console.MarkupLineInterpolated($"  [yellow]logged:[/] {c}"));
            phase.Broken.ForEach(b => console.MarkupLineInterpolated($"  [red]broken:[/] {b}"));
        }

        console.MarkupLine(report.Passed ? "[green]Every invariant held.[/]" : "[red]Invariants were broken.[/]");
    }

    private static string Kinds(SortedDictionary<string, long> counts) =>
        counts.Count == 0 ? "nothing" : string.Join(", ", counts.Select(c => Text($"{c.Key} × {c.Value}")));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
