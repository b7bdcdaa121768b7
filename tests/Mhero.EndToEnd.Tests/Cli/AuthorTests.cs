using Mhero.Core.RapidPro.Flows;

namespace Mhero.EndToEnd.Tests.Cli;

public sealed class AuthorTests : IDisposable
{
    private const string Questionnaire = """
        {
          "resourceType": "Questionnaire", "status": "active", "url": "http://example.org/fever", "title": "Fever", "language": "en",
          "item": [{ "linkId": "age", "text": "How old is the child, in months?", "type": "integer", "required": true }EXTRA]
        }
        """;

    private const string Photo = """, { "linkId": "photo", "text": "Photo?", "type": "attachment" }""";

    // Arguments are split at blanks, so the folder has none.
    private readonly string _folder = Directory.CreateTempSubdirectory("mhero-author-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Author_WholeQuestionnaire_WritesFlowAndLinkedQuestionnaire()
    {
        var result = await MheroProcess.RunAsync($"author {File("q.json", "")} --out {_folder}/flow.json --questionnaire-out {_folder}/linked.json --keyword fever --report");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal("Fever", Assert.Single(FlowExport.Read(await System.IO.File.ReadAllBytesAsync($"{_folder}/flow.json")).Flows).Name);
        Assert.Contains("http://app.rapidpro.io/flow-name", await System.IO.File.ReadAllTextAsync($"{_folder}/linked.json"), StringComparison.Ordinal);
        Assert.Contains("GSM-7", result.Output, StringComparison.Ordinal);
        Assert.Contains("How old is the child, in months?", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Author_Flow_BecomesAFloipContainer()
    {
        await MheroProcess.RunAsync($"author {File("q.json", "")} --out {_folder}/flow.json");

        var result = await MheroProcess.RunAsync($"convert {_folder}/flow.json --to floip");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal("Fever", (string?)JsonNode.Parse(result.Output)!["flows"]![0]!["name"]);
    }

    [Fact]
    public async Task Author_ItemLeftOut_IsNamedAndTheExitCodeSaysSo()
    {
        var result = await MheroProcess.RunAsync($"author {File("q.json", Photo)}");

        Assert.Equal(1, result.ExitCode);
        Assert.Single(FlowExport.Read(System.Text.Encoding.UTF8.GetBytes(result.Output)).Flows);
        Assert.Contains("MH2903  warning  Questionnaire.item.where(linkId='photo')", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Author_Json_HasIssuesAndMessages()
    {
        var result = await MheroProcess.RunAsync($"author {File("q.json", Photo)} --out {_folder}/flow.json --report --json");

        var output = JsonNode.Parse(result.Output)!;
        Assert.Contains(output["issues"]!.AsArray(), issue => (string?)issue!["code"] == "MH2903" && (string?)issue["severity"] == "warning");
        var message = output["messages"]!.AsArray().First(m => (string?)m!["path"] == "age")!;
        Assert.Equal(("eng", 32, "GSM-7", 1), ((string?)message["language"], (int?)message["characters"], (string?)message["encoding"], (int?)message["segments"]));
    }

    [Theory]
    [InlineData("--menu icons", "MH2902")]
    [InlineData("--keyword too-long-for-a-keyword", "MH2902")]
    [InlineData("--value-set nowhere.json", "nowhere.json")]
    public async Task Author_OptionThatCannotBeUsed_IsNamed(string option, string expected)
    {
        var result = await MheroProcess.RunAsync($"author {File("q.json", "")} {option}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output.Trim());
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("no JSON")]
    public async Task Author_UnusableFile_IsNamed(string content)
    {
        System.IO.File.WriteAllText($"{_folder}/bad.json", content);

        var result = await MheroProcess.RunAsync($"author {_folder}/bad.json");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("MH2901", result.Errors, StringComparison.Ordinal);
        Assert.Contains("bad.json", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Author_Help_NamesEachOption()
    {
        var result = await MheroProcess.RunAsync("author --help");

        Assert.Equal(0, result.ExitCode);
        Assert.All(Mhero.Core.Authoring.AuthoringOptionsReader.Names, name => Assert.Contains($"--{name} ", result.Output, StringComparison.Ordinal));
    }

    private string File(string name, string extra)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, Questionnaire.Replace("EXTRA", extra, StringComparison.Ordinal));
        return path;
    }
}
