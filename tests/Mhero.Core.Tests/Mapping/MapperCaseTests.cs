namespace Mhero.Core.Tests.Mapping;

/// <summary>
/// One JSON file per case under <c>Cases/&lt;mapper&gt;</c>: <c>description</c>, optional <c>options</c>, <c>input</c>,
/// <c>expected</c> and <c>issues</c> ("severity code path"). With MHERO_UPDATE_CASES=1 the last two are rewritten; read the
/// difference before committing it.
/// </summary>
public class MapperCaseTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("MHERO_UPDATE_CASES") == "1";

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var file in Directory.EnumerateFiles(MappingFiles.Cases, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetFileName(Path.GetDirectoryName(file))!, Path.GetFileNameWithoutExtension(file));
            }

            return data;
        }
    }

    public static TheoryData<string> Mappers => new(Mapper.All.Keys);

    [Theory]
    [MemberData(nameof(Mappers))]
    public void EveryMapper_HasCases(string mapper) =>
        Assert.True(Directory.Exists(Path.Combine(MappingFiles.Cases, mapper)), $"{mapper} has no cases in {MappingFiles.Cases}/{mapper}.");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Map_Case_GivesWhatItExpects(string mapper, string name)
    {
        var file = Path.Combine(MappingFiles.Cases, mapper, name + ".json");
        var mappingCase = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        Assert.False(string.IsNullOrWhiteSpace(mappingCase["description"]?.GetValue<string>()), "A case says what it shows.");

        var (expected, issues) = Mapper.All[mapper].Run(mappingCase);
        if (Update)
        {
            mappingCase["expected"] = expected;
            mappingCase["issues"] = issues;
            File.WriteAllText(file, mappingCase.ToJsonString(MappingJson.Options) + "\n");
            return;
        }

        AssertSame(mappingCase["expected"], expected);
        AssertSame(mappingCase["issues"], issues);
    }

    internal static void AssertSame(JsonNode? expected, JsonNode actual)
    {
        if (!JsonNode.DeepEquals(expected, actual))
        {
            Assert.Equal(Text(expected), Text(actual));
            Assert.Fail("The same members in another order of a list, or another number format.");
        }

        static string? Text(JsonNode? node) => node?.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }
}
