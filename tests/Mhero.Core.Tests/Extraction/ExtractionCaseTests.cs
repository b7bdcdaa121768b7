using System.Reflection;
using System.Text.Encodings.Web;
using Hl7.Fhir.Model;
using Mhero.Core.Extraction;
using Mhero.Core.Fhir;
using Mhero.Core.Tests.Mapping;

namespace Mhero.Core.Tests.Extraction;

/// <summary>With MHERO_UPDATE_CASES=1 expected entries and issues are rewritten; read the difference before committing it.</summary>
public sealed class ExtractionCaseTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("MHERO_UPDATE_CASES") == "1";

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var file in Directory.EnumerateFiles(ExtractionCase.Folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetFileName(Path.GetDirectoryName(file))!, Path.GetFileNameWithoutExtension(file));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Extract_Case_GivesWhatItExpects(string topic, string name)
    {
        var example = ExtractionCase.Load(topic, name);
        Assert.False(string.IsNullOrWhiteSpace(example["description"]?.GetValue<string>()), "A case says what it shows.");

        var result = FormExtractor.Extract(ExtractionCase.InputOf(example));

        var (expected, issues) = (ExtractionCase.EntriesOf(result), ExtractionCase.IssuesOf(result.Outcome));
        if (Update)
        {
            example["expected"] = expected;
            example["issues"] = issues;
            File.WriteAllText(Path.Combine(ExtractionCase.Folder, topic, name + ".json"), example.ToJsonString(Pretty) + "\n");
            return;
        }

        MapperCaseTests.AssertSame(example["expected"], expected);
        MapperCaseTests.AssertSame(example["issues"], issues);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Extract_Case_IsStrictlyValidAndSharesNoTarget(string topic, string name)
    {
        var result = FormExtractor.Extract(ExtractionCase.InputOf(ExtractionCase.Load(topic, name)));

        Assert.Equal(Bundle.BundleType.Transaction, result.Bundle.Type);
        Assert.Equal(result.Bundle.Entry.Count, result.Keys.Distinct().Count());
        Assert.Equal(result.Bundle.Entry.Count, result.Bundle.Entry.Select(entry => entry.FullUrl).Distinct().Count());
        var targets = result.Bundle.Entry.Select(entry => entry.Request!.IfNoneExist ?? (entry.Request.Method == Bundle.HTTPVerb.PUT ? entry.Request.Url : null)).OfType<string>().ToList();
        Assert.Equal(targets.Count, targets.Distinct().Count());
        foreach (var resource in result.Bundle.Entry.Select(entry => entry.Resource))
        {
            var json = JsonSerializer.Serialize(resource, ExtractionCase.Strict);
            Assert.NotNull(JsonSerializer.Deserialize<Resource>(json, ExtractionCase.Strict));
            Assert.DoesNotContain("System.", json, StringComparison.Ordinal);
            Assert.DoesNotContain("templateExtract", json, StringComparison.Ordinal);
            Assert.Empty(ResourceRules.Check(resource!));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Extract_SameResponseTwice_IsTheSameByteForByte(string topic, string name)
    {
        var example = ExtractionCase.Load(topic, name);
        var shared = ExtractionCase.InputOf(example);

        var first = FhirJson.Serialize(FormExtractor.Extract(shared).Bundle);
        var again = FhirJson.Serialize(FormExtractor.Extract(shared).Bundle);
        var anew = FhirJson.Serialize(FormExtractor.Extract(ExtractionCase.InputOf(example)).Bundle);

        Assert.Equal(first, again);
        Assert.Equal(first, anew);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Extract_Case_LeavesItsInputAsItWas(string topic, string name)
    {
        var input = ExtractionCase.InputOf(ExtractionCase.Load(topic, name));
        var before = (FhirJson.Serialize(input.Questionnaire), FhirJson.Serialize(input.Response));

        FormExtractor.Extract(input);

        Assert.Equal(before.Item1, FhirJson.Serialize(input.Questionnaire));
        Assert.Equal(before.Item2, FhirJson.Serialize(input.Response));
    }

    [Fact]
    public void Issues_EveryCodeOfExtraction_HasACase()
    {
        var shown = Directory.EnumerateFiles(ExtractionCase.Folder, "*.json", SearchOption.AllDirectories)
            .SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["issues"]!.AsArray())
            .Select(issue => issue!.GetValue<string>().Split(' ')[1]);
        var codes = typeof(ExtractionCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!)
            // These are shown in code: they come from writing, from what no JSON can say, and from the operation.
            .Except([ExtractionCodes.NoProvenance, ExtractionCodes.TooDeep, ExtractionCodes.MalformedInput, ExtractionCodes.RegistryUnread]);

        Assert.Empty(codes.Except(shown));
    }
}
