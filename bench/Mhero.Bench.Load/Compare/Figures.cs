using Mhero.Bench.Load.Reports;

namespace Mhero.Bench.Load.Compare;

/// <summary>The figures of a bench by name; less is better for each.</summary>
internal static class Figures
{
    /// <summary>The end of the names of figures that depend on the machine and on its other work.</summary>
    private static readonly string[] Times = [" s", " ms", " MB of memory", "times the floor"];

    /// <summary>Reads what a bench printed with <c>--json</c>.</summary>
    /// <param name="json">One report, or a list of those of the extraction.</param>
    public static SortedDictionary<string, double> Of(string json)
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (json.StartsWith('['))
        {
            foreach (var report in JsonSerializer.Deserialize<List<ExtractReport>>(json, JsonSerializerOptions.Web)!)
            {
                figures[$"{report.Example}: kB allocated"] = report.Extract.Bytes / 1000.0;
                figures[$"{report.Example}: times the floor"] = report.Floor.Rate / report.Extract.Rate;
            }

            return figures;
        }

        foreach (var phase in JsonSerializer.Deserialize<LoadReport>(json, JsonSerializerOptions.Web)!.Phases.DistinctBy(phase => phase.Name))
        {
            Add(figures, phase);
        }

        return figures;
    }

    /// <summary>The invariants that do not hold, in words.</summary>
    /// <param name="json">As for <see cref="Of"/>.</param>
    public static List<string> BrokenIn(string json) =>
        JsonNode.Parse(json) is JsonObject report && report["phases"] is JsonArray phases
            ? [.. phases.SelectMany(phase => phase!["broken"]!.AsArray().Select(broken => $"{phase["name"]}: {broken}"))]
            : [];

    /// <summary>Whether a figure depends on the machine and on its other work.</summary>
    public static bool IsTime(string name) => Times.Any(end => name.EndsWith(end, StringComparison.Ordinal));

    private static void Add(SortedDictionary<string, double> figures, PhaseReport phase)
    {
        var usage = phase.Usage;
        Set("wall s", usage.Wall.TotalSeconds);
        Set("processor s", usage.Processor.TotalSeconds);
        Set("MB of memory", usage.PeakMemory / 1e6);
        Set("MB allocated", usage.Allocated / 1e6);
        Set("queue messages", usage.Messages);
        Set("requests to RapidPro", phase.RapidPro.TotalRequests);
        Set("writes to RapidPro", phase.RapidPro.TotalWrites);
        Set("requests to FHIR", phase.Fhir.TotalRequests);
        Set("writes to FHIR", phase.Fhir.TotalWrites);

        // The host looks for messages as long as the phase lasts.
        Set("requests to storage", usage.Storage.Where(kind => kind.Key != "queue GET").Sum(kind => kind.Value));
        if (phase.Latency is { } latency)
        {
            Set("not accepted", latency.Sent - latency.Accepted);
            Set("99 % answered within ms", latency.P99.TotalMilliseconds);
        }

        void Set(string name, double value) => figures[$"{phase.Name}: {name}"] = Math.Round(value, 3);
    }
}
