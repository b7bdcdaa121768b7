using System.Diagnostics;
using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Extraction.Plan;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Model;
using Mhero.DevHost.Services;

namespace Mhero.Bench.Load;

/// <summary>
/// Extracts the responses of two examples on one thread, each time from other answers, and parses and serialises the
/// resources that come out as the floor: no extraction is done without the latter.
/// </summary>
internal static class ExtractBench
{
    /// <summary>So many different responses go round: enough that nothing is the same twice in a row, few enough to make beforehand.</summary>
    private const int Variants = 200;

    /// <summary>The runtime has compiled what is hot after these.</summary>
    private const int WarmUp = 1000;

    private static readonly (string Example, string Key, Func<int, string> Value)[] Cases =
    [
        ("8-case-report", "case_id", i => $"MUH-{i:0000}"),
        ("9-immunization", "card_number", i => $"VC-{i:00000}"),
    ];

    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Runs it.</summary>
    /// <param name="count">How many responses of each example to extract.</param>
    /// <exception cref="BenchException">A response cannot be extracted, or the Questionnaire was compiled again.</exception>
    public static IReadOnlyList<ExtractReport> Run(int count) => [.. Cases.Select(c => Run(c.Example, c.Key, c.Value, count))];

    private static ExtractReport Run(string example, string key, Func<int, string> value, int count)
    {
        var folder = Path.Combine(NodeModules.Folder, "..", "..", "..", "examples", example);
        var questionnaire = (Questionnaire)FhirJson.Parse(File.ReadAllBytes(Path.Combine(folder, "questionnaire.json")));
        using var runs = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "run.json")));
        var sample = runs.RootElement.GetProperty("results")[0].Deserialize<FlowRun>(Wire)!;
        var responses = Enumerable.Range(0, Variants).Select(i => ResponseOf(Vary(sample, key, value(i), i), questionnaire)).ToList();

        var began = Stopwatch.GetTimestamp();
        var plan = QuestionnairePlan.Of(questionnaire, CancellationToken.None);
        var compiled = Stopwatch.GetElapsedTime(began);
        var bundles = responses.ConvertAll(response => Extract(questionnaire, response).Bundle);
        var bytes = bundles.ConvertAll(FhirJson.Serialize);

        var extraction = Measure(count, i => Extract(questionnaire, responses[i % Variants]));
        if (!ReferenceEquals(plan, QuestionnairePlan.Of(questionnaire, CancellationToken.None)))
        {
            throw new BenchException("The Questionnaire's expressions were compiled more than once.");
        }

        var serialising = Measure(count, i => FhirJson.Serialize(bundles[i % Variants]));
        var parsing = Measure(count, i => FhirJson.Parse(bytes[i % Variants]));
        return new ExtractReport(
            example, count, bundles[0].Entry.Count, bytes[0].Length, compiled.TotalMilliseconds, extraction, PerSecond.Both(parsing, serialising), parsing, serialising);
    }

    private static FlowRun Vary(FlowRun sample, string key, string value, int i) => sample with
    {
        Uuid = new Guid(i + 1, 0, 0, new byte[8]),
        Values = new Dictionary<string, RunValue>(sample.Values) { [key] = sample.Values[key] with { Value = value } },
    };

    private static QuestionnaireResponse ResponseOf(FlowRun run, Questionnaire questionnaire)
    {
        var people = new RunPeople(new ResourceReference("Practitioner/worker"), new ResourceReference("Location/facility"));
        var result = new RunToQuestionnaireResponse(new RunMappingOptions()).Map(new RunSource(run, questionnaire, people, PlaceIndex.Empty));
        return result.Issues.Count == 0 ? result.Value : throw new BenchException($"The sample run cannot be mapped: {result.Issues[0].Code}.");
    }

    /// <summary>As the path does it: extracted, and made safe to write again.</summary>
    private static ExtractionResult Extract(Questionnaire questionnaire, QuestionnaireResponse response)
    {
        var run = response.Identifier!.Value!;
        var result = ExtractionWrites.Make(FormExtractor.Extract(new ExtractionInput(questionnaire, response) { Seed = run }), run, response);
        return !result.HasErrors && result.Bundle.Entry.Count > 0 ? result : throw new BenchException("A response of the sample could not be extracted.");
    }

    /// <summary>By the processor's time, the collector's with it: other work on the machine does not count.</summary>
    private static PerSecond Measure(int count, Action<int> work)
    {
        for (var i = 0; i < WarmUp; i++)
        {
            work(i);
        }

        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (before, allocated) = (process.TotalProcessorTime, GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < count; i++)
        {
            work(i);
        }

        process.Refresh();
        return new PerSecond(
            count / (process.TotalProcessorTime - before).TotalSeconds, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)count);
    }

    /// <summary>Prints the reports as a table, or as JSON.</summary>
    public static void Print(IReadOnlyList<ExtractReport> reports, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(reports, JsonSerializerOptions.Web));
            return;
        }

        foreach (var report in reports)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Example}: {report.Entries} resources, {report.Bytes / 1000.0:0.0} kB; compiled once in {report.CompileMilliseconds:0.0} ms"));
            Line("extract", report.Extract);
            Line("floor: parse and serialise", report.Floor);
            Line("  parse", report.Parse);
            Line("  serialise", report.Serialise);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  extracting takes {report.Floor.Rate / report.Extract.Rate:0.0} times the floor"));
        }

        static void Line(string name, PerSecond measured) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  {name,-27} {measured.Rate,9:#,0} responses a second and core, {measured.Bytes / 1000,7:0.0} kB allocated each"));
    }
}
