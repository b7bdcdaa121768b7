using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro.Flows;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Tests.Mapping;

public class FlowToQuestionnaireTests
{
    private static readonly string Folder = Path.Combine(MappingFiles.Cases, nameof(FlowToQuestionnaire));
    private static readonly Guid Uuid = Guid.Parse("5f0e1f3a-8a55-4c7b-9d0b-3a1f6e2c7b11");
    private static readonly FlowToQuestionnaire Mapper = new(new FlowMappingOptions());

    private static readonly string[] Tests =
        ["has_number", "has_number_between", "has_number_eq", "has_any_word", "has_date", "has_text", "has_pattern", "has_group", "has_district", "has_new"];

    public static TheoryData<string> Cases => new(Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Map_MembersInAnotherOrder_GivesTheSameBytes(string name)
    {
        var input = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")))!["input"]!;

        var once = Bytes(input);

        Assert.Equal(once, Bytes(input));
        for (var seed = 0; seed < 3; seed++)
        {
            Assert.Equal(once, Bytes(Shuffle(input, new Random(seed))!));
        }
    }

    [Fact]
    public void Map_AnyGraph_KeepsTheRulesAndEveryResult()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var definition = RandomFlow(new Random(seed));

            var questionnaire = Mapper.Map(new FlowSource(definition.ToFlow(), definition)).Value;

            QuestionnaireRules.AssertKept(questionnaire);
            Assert.Equal(
                definition.ToFlow().Results.Select(r => r.Key).Order(StringComparer.Ordinal),
                questionnaire.Item.Select(i => i.LinkId).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Map_AThousandQuestionsAfterManySilentNodes_EndsSoon()
    {
        List<FlowNode> nodes = [];
        for (var i = 0; i < 2000; i++)
        {
            nodes.Add(new FlowNode { Uuid = $"s{i}", Exits = [To(i == 1999 ? "q0" : $"s{i + 1}")] });
        }

        for (var i = 0; i < 1000; i++)
        {
            nodes.Add(Ask($"q{i}", $"Question {i}", [$"q{i + 1}", $"q{i + 1}", null], "has_any_word"));
        }

        var definition = new FlowDefinition { Uuid = Uuid, Nodes = nodes };
        var started = Environment.TickCount64;

        var questionnaire = Mapper.Map(new FlowSource(definition.ToFlow(), definition)).Value;

        Assert.Equal(1000, questionnaire.Item.Count);
        Assert.Equal("question_999", questionnaire.Item[999].EnableWhen.Count > 0 ? questionnaire.Item[999].LinkId : "not enabled by the question before");
        Assert.InRange(Environment.TickCount64 - started, 0, 20_000);
    }

    [Fact]
    public void Map_SavedAgain_IsANewVersionOfTheSame()
    {
        var definition = new FlowDefinition { Uuid = Uuid, Revision = 7, Nodes = [Ask("q", "Age", [null], "has_number")] };

        var before = Mapper.Map(new FlowSource(definition.ToFlow(), definition)).Value;
        var after = Mapper.Map(new FlowSource(definition.ToFlow(), definition with { Revision = 8 })).Value;

        Assert.Equal(("7", "8"), (before.Version, after.Version));
        Assert.Equal(before.Url, after.Url);
        Assert.Equal($"http://mhero.org/fhir/Questionnaire/{Uuid}", before.Url);
    }

    [Fact]
    public void Map_NoRevision_TakesTheTimeOfTheChangeInUtc()
    {
        var flow = new Flow { Uuid = Uuid, ModifiedOn = new DateTimeOffset(2026, 3, 4, 1, 2, 3, 456, TimeSpan.FromHours(2)) };

        var questionnaire = Mapper.Map(new FlowSource(flow, null)).Value;

        Assert.Equal(("20260303230203456", "2026-03-03T23:02:03.456Z"), (questionnaire.Version, questionnaire.Date));
    }

    [Theory]
    [InlineData("http://mhero.org/fhir", true)]
    [InlineData("https://registry.example.org", true)]
    [InlineData("https://registry.example.org/fhir/", false)]
    [InlineData("registry.example.org", false)]
    [InlineData("ftp://registry.example.org/fhir", false)]
    [InlineData("http://mhero.org/fhir?x=1", false)]
    [InlineData("http://mhero.org/fhir|1", false)]
    [InlineData("", false)]
    public void Validate_CanonicalBase_IsAnAddressOrNamesTheSetting(string canonicalBase, bool isValid)
    {
        var faults = new FlowMappingOptions { CanonicalBase = canonicalBase }.Validate();

        Assert.Equal(isValid, faults.Count == 0);
        Assert.All(faults, fault => Assert.StartsWith("Mhero__Flows__CanonicalBase ", fault, StringComparison.Ordinal));
    }

    private static byte[] Bytes(JsonNode input) => FhirJson.Serialize(Mapper.Map((FlowSource)MappingJson.Read(input, typeof(FlowSource))).Value);

    private static JsonNode? Shuffle(JsonNode? node, Random random) => node switch
    {
        JsonObject members => new JsonObject(members.ToArray().OrderBy(_ => random.Next()).Select(m => KeyValuePair.Create(m.Key, Shuffle(m.Value, random)))),
        JsonArray items => new JsonArray([.. items.Select(i => Shuffle(i, random))]),
        _ => node?.DeepClone(),
    };

    private static FlowDefinition RandomFlow(Random random)
    {
        var count = random.Next(1, 15);
        List<FlowNode> nodes = [];
        for (var i = 0; i < count; i++)
        {
            nodes.Add(random.Next(3) switch
            {
                0 => new FlowNode { Uuid = $"n{i}", Actions = [new FlowAction { Type = "send_msg", Uuid = $"a{i}", Text = $"Text {i}" }], Exits = [To(Anywhere())] },
                1 => new FlowNode { Uuid = $"n{i}", Actions = [new FlowAction { Type = "set_run_result", Name = Name(), Value = "x", Category = "Set" }], Exits = [To(Anywhere())] },
                _ => Ask($"n{i}", Name(), [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Anywhere())], Tests[random.Next(Tests.Length)], random.Next(4) > 0),
            });
        }

        return new FlowDefinition { Uuid = Uuid, Revision = 1, Nodes = nodes };

        string? Anywhere() => random.Next(5) == 0 ? null : $"n{random.Next(count)}";

        string Name() => $"Result {random.Next(8)}";
    }

    /// <summary>A router whose last exit is that of Other; the cases before it have digits as arguments.</summary>
    private static FlowNode Ask(string uuid, string result, string?[] targets, string test, bool waits = true)
    {
        var categories = targets.Select((_, i) => new RouterCategory { Uuid = $"{uuid}.{i}", ExitUuid = $"{uuid}.{i}", Name = i == targets.Length - 1 ? "Other" : $"Option {i}" }).ToList();
        return new FlowNode
        {
            Uuid = uuid,
            Router = new FlowRouter
            {
                Type = "switch",
                Operand = "@input",
                ResultName = result,
                Wait = waits ? new RouterWait { Type = "msg" } : null,
                Categories = categories,
                DefaultCategoryUuid = categories[^1].Uuid,
                Cases = [.. categories.SkipLast(1).Select((c, i) => new RouterCase
                {
                    Uuid = c.Uuid + ".case",
                    Type = test,
                    Arguments = [i.ToString(CultureInfo.InvariantCulture), "9"],
                    CategoryUuid = c.Uuid,
                })],
            },
            Exits = [.. targets.Select((target, i) => To(target, $"{uuid}.{i}"))],
        };
    }

    private static FlowExit To(string? target, string uuid = "exit") => new() { Uuid = uuid, DestinationUuid = target };
}
