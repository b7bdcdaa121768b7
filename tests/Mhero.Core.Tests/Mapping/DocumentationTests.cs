using System.Text.RegularExpressions;
using Mhero.Core.Extraction;
using Mhero.Core.Mapping.Communications;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Reports;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.Tests.Extraction;

namespace Mhero.Core.Tests.Mapping;

/// <summary>
/// Executes the examples of <c>docs/mapping</c>, <c>docs/extraction.md</c> and <c>docs/tutorial.md</c>: fenced blocks marked
/// <c>json mapping:&lt;kind&gt;</c>. A block of an unknown kind, or without a kind, fails.
/// </summary>
public partial class DocumentationTests
{
    private static readonly Dictionary<string, string> Mappers = new(StringComparer.Ordinal)
    {
        ["contact-to-profile"] = nameof(ContactToProfile),
        ["worker-to-profile"] = nameof(WorkerToProfile),
        ["profile-to-contact-write"] = nameof(ProfileToContactWrite),
        ["profile-to-worker"] = nameof(ProfileToWorker),
        ["run-to-response"] = nameof(RunToQuestionnaireResponse),
        ["message-to-communication"] = nameof(MessageToCommunication),
        ["flow-to-questionnaire"] = nameof(FlowToQuestionnaire),
        ["flow-to-basic"] = nameof(FlowToBasic),
        ["package-to-questionnaire"] = nameof(PackageToQuestionnaire),
        ["session-to-run"] = nameof(SessionToRun),
        ["questionnaire-to-package"] = nameof(QuestionnaireToPackage),
        ["response-to-rows"] = nameof(ResponseToRows),
        ["report-to-data-value-set"] = nameof(MeasureReportToDataValueSet),
        ["report-to-madx"] = nameof(MeasureReportToMadx),
    };

    public static TheoryData<string, string, string> Blocks
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var page in MappingFiles.Documentation)
            {
                var text = File.ReadAllText(page);
                foreach (Match block in Fence().Matches(text))
                {
                    // A drawing claims nothing that could be run, and commands are run by the end-to-end tests.
                    if (block.Groups["info"].Value.Trim() is "text" or "bash" or "bash walkthrough" or "json walkthrough")
                    {
                        continue;
                    }

                    var line = text[..block.Index].Count(c => c == '\n') + 1;
                    data.Add($"{Path.GetFileName(page)}:{line}", block.Groups["info"].Value.Trim(), block.Groups["body"].Value);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_OfTheDocumentation_IsTrue(string position, string info, string body)
    {
        Assert.True(info.StartsWith("json mapping:", StringComparison.Ordinal), $"{position}: no kind of example that can be run: '{info}'.");
        var kind = info["json mapping:".Length..];
        var example = JsonNode.Parse(body)!.AsObject();
        if (Mappers.TryGetValue(kind, out var mapper))
        {
            var (expected, issues) = Mapper.All[mapper].Run(example);
            MapperCaseTests.AssertSame(example["expected"], expected);
            MapperCaseTests.AssertSame(example["issues"] ?? new JsonArray(), issues);
        }
        else if (kind == "extraction")
        {
            var result = FormExtractor.Extract(ExtractionCase.InputOf(example));
            MapperCaseTests.AssertSame(example["expected"], ExtractionCase.EntriesOf(result));
            MapperCaseTests.AssertSame(example["issues"] ?? new JsonArray(), ExtractionCase.IssuesOf(result.Outcome));
        }
        else if (kind == "merge")
        {
            var result = ProfileMerge.Merge((MergeInput)MappingJson.Read(example["input"], typeof(MergeInput)));
            MapperCaseTests.AssertSame(example["expected"], MappingJson.Write(result));
        }
        else if (kind == "options")
        {
            var options = (ContactMappingOptions)MappingJson.Read(example["Mhero"]?["Contacts"], typeof(ContactMappingOptions));
            Assert.Empty(options.Validate());
            Assert.NotEmpty(options.Fields);
        }
        else
        {
            Assert.Fail($"{position}: no such kind of example: '{kind}'.");
        }
    }

    [Fact]
    public void Documentation_EveryMapper_HasAnExample()
    {
        var kinds = MappingFiles.Documentation.SelectMany(page => Fence().Matches(File.ReadAllText(page))).Select(m => m.Groups["info"].Value.Trim()).ToHashSet();
        Assert.All(Mappers.Keys.Append("merge").Append("options").Append("extraction"), kind => Assert.Contains("json mapping:" + kind, kinds));
        Assert.Equal(Mapper.All.Keys.Order(), Mappers.Values.Order());
    }

    [GeneratedRegex("^```(?<info>[^\n]*)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
