using Spectre.Console;

namespace Mhero.Bench.Load.Reports;

/// <summary>The pages of the console with a tenth of the records, and with all.</summary>
/// <param name="DeadLetters">Open dead letters.</param>
/// <param name="Responses">Responses in the registry.</param>
/// <param name="StorageMilliseconds">How long a request to storage takes.</param>
/// <param name="Runtime">The runtime.</param>
/// <param name="Processors">Processors of the machine.</param>
internal sealed record ConsoleReport(int DeadLetters, int Responses, double StorageMilliseconds, string Runtime, int Processors)
{
    /// <summary>Requests to storage that a page may need, whatever storage holds: a group of equal causes needs three, and there are twenty.</summary>
    private const int MaxStorage = 100;

    /// <summary>The same for a list as JSON, which has a hundred items and not fifty, each with one or two readings of its own.</summary>
    private const int MaxStorageOfJson = 250;

    private const double MaxMilliseconds = 1_000;

    /// <summary>Requests by which two readings of the same page may differ: while each of the twenty groups has less than a page of rows, it needs no second one.</summary>
    private const int Spare = 20;

    /// <summary>With a tenth of the records.</summary>
    public IReadOnlyList<PageReport> Tenth { get; init; } = [];

    /// <summary>With all records.</summary>
    public IReadOnlyList<PageReport> All { get; init; } = [];

    /// <summary>Promises that do not hold, in words.</summary>
    public IReadOnlyList<string> Broken => [.. All.Zip(Tenth).SelectMany(pair => BrokenBy(pair.First, pair.Second))];

    public void Write(IAnsiConsole console)
    {
        console.Profile.Width = Console.IsOutputRedirected ? 180 : console.Profile.Width;
        var table = new Table().Border(TableBorder.Rounded).Title(Text(
            $"{DeadLetters:N0} dead letters, {Responses:N0} responses, {StorageMilliseconds:0.#} ms for a request to storage, {Processors} processors, {Runtime}"));
        table.AddColumn("Page").AddColumn("Path");
        foreach (var column in (string[])["First ms", "Median ms", "with a tenth", "Storage\nrequests", "with a tenth", "FHIR", "RapidPro", "kB"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var (all, tenth) in All.Zip(Tenth))
        {
            table.AddRow(
                Markup.Escape(all.Name), Markup.Escape(all.Path.Length > 40 ? all.Path[..39] + "…" : all.Path), Text($"{all.FirstMilliseconds:0}"), Text($"{all.MedianMilliseconds:0}"),
                Text($"{tenth.MedianMilliseconds:0}"), Text($"{all.Storage}"), Text($"{tenth.Storage}"), Text($"{all.Fhir}"), Text($"{all.RapidPro}"), Text($"{all.Bytes / 1000.0:0.0}"));
        }

        console.Write(table);
        foreach (var broken in Broken)
        {
            console.MarkupLineInterpolated($"[red]{broken}[/]");
        }
    }

    private static IEnumerable<string> BrokenBy(PageReport all, PageReport tenth)
    {
        if (all.Status is not 200)
        {
            yield return Text($"{all.Name}: answered {all.Status}");
        }

        var isPage = all.Path.StartsWith("console", StringComparison.Ordinal);
        var most = isPage ? MaxStorage : MaxStorageOfJson;
        if (all.Storage > most)
        {
            yield return Text($"{all.Name}: {all.Storage} requests to storage; {most} have to do");
        }

        if (all.Storage > tenth.Storage + Spare)
        {
            yield return Text($"{all.Name}: {all.Storage} requests to storage, and {tenth.Storage} with a tenth of the records");
        }

        if (all.MedianMilliseconds > MaxMilliseconds)
        {
            yield return Text($"{all.Name}: {all.MedianMilliseconds:0} ms; {MaxMilliseconds:0} have to do");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
