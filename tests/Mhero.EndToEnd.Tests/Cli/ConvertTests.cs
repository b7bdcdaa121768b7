using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Mhero.Core.Fhir;
using Mhero.DevHost.Services;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Cli;

public sealed class ConvertTests : IDisposable
{
    private const string Good = """{"uuid":"11111111-1111-4111-8111-111111111111","name":"Good","spec_version":"13.2.0","revision":7,"nodes":[]}""";
    private const string Old = """{"base_language":"eng","action_sets":[],"rule_sets":[],"version":"11.12","metadata":{"uuid":"22222222-2222-4222-8222-222222222222","name":"Old"}}""";

    private static readonly string Example = Path.GetFullPath(Path.Combine(NodeModules.Folder, "..", "..", "..", "examples", "7-self-report", "flow.json"));

    // Arguments are split at blanks, so the folder has none.
    private readonly string _folder = Directory.CreateTempSubdirectory("mhero-convert-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Convert_CommandsOfTheDocumentation_GiveQuestionnaires()
    {
        var root = Path.GetFullPath(Path.Combine(NodeModules.Folder, "..", "..", "..")) + Path.DirectorySeparatorChar;
        var commands = File.ReadLines(Path.Combine(root, "docs", "mapping", "questionnaires.md"))
            .Where(line => line.StartsWith("mhero convert examples/", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            var result = await MheroProcess.RunAsync(command["mhero ".Length..].Replace("examples/", $"{root}examples/", StringComparison.Ordinal));
            Assert.True(result.ExitCode == 0, $"{command}: {result.Errors}");
            Strictly(result.Output);
        }
    }

    [Fact]
    public async Task Convert_SeveralFlows_GivesABundleInTheExportsOrderWithoutTheGeneratedTag()
    {
        var result = await MheroProcess.RunAsync($"convert {Example}");

        Assert.True(result.ExitCode == 0, result.Errors);
        var bundle = Assert.IsType<Bundle>(Strictly(result.Output));
        Assert.Equal(Bundle.BundleType.Collection, bundle.Type);
        var questionnaires = bundle.Entry.Select(e => (Questionnaire)e.Resource!).ToList();
        Assert.Equal(["My vaccination", "Stock levels"], questionnaires.Select(q => q.Title));
        Assert.Equal(bundle.Entry.Select(e => e.FullUrl).Distinct(), questionnaires.Select(q => $"urn:uuid:{q.Url!.Split('/')[^1]}"));
        Assert.Equal(["My vaccination", "Stock levels"], questionnaires.Select(q => q.Identifier.Single().Value));
        Assert.All(questionnaires, q => Assert.Null(q.Meta));
        Assert.All(questionnaires, q => Assert.NotEmpty(q.Item));
        Assert.Contains("Êtes-vous vacciné(e)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_FlowResultsPackage_GivesItsQuestionnaire()
    {
        var file = Path.Combine(_folder, "package.json");
        await File.WriteAllTextAsync(file, """{"data":{"id":"p1","attributes":{"title":"Case report","modified":"2021-02-05T17:00:00+00:00","resources":[{"schema":{"language":"eng","questions":{"q1":{"type":"select_one","label":"Sex?","type_options":{"choices":["Female","Male"]}}}}}]}}}""");

        var result = await MheroProcess.RunAsync($"convert {file} --source viamo");

        Assert.True(result.ExitCode == 0, result.Errors);
        var questionnaire = Assert.IsType<Questionnaire>(Strictly(result.Output));
        Assert.Equal((MheroSystems.FloipPackage, "viamo/p1"), (questionnaire.Identifier.Single().System, questionnaire.Identifier.Single().Value));
        Assert.Equal(["female", "male"], questionnaire.Item.Single().AnswerOption.Select(o => ((Coding)o.Value!).Code));
    }

    [Fact]
    public async Task Convert_ToFloipAndBack_GivesTheExportAgain()
    {
        var container = Path.Combine(_folder, "container.json");
        var there = await MheroProcess.RunAsync($"convert {Example} --to floip");
        Assert.True(there.ExitCode == 0, there.Errors);
        await File.WriteAllTextAsync(container, there.Output);

        var back = await MheroProcess.RunAsync($"convert {container} --to rapidpro");
        Assert.True(back.ExitCode == 0, back.Errors);
        using var before = JsonDocument.Parse(await File.ReadAllTextAsync(Example));
        using var after = JsonDocument.Parse(back.Output);
        Assert.Equal(
            before.RootElement.GetProperty("flows").EnumerateArray().Select(f => f.GetProperty("nodes").GetArrayLength()),
            after.RootElement.GetProperty("flows").EnumerateArray().Select(f => f.GetProperty("nodes").GetArrayLength()));

        var questionnaires = await MheroProcess.RunAsync($"convert {container}");
        Assert.True(questionnaires.ExitCode == 0, questionnaires.Errors);
        Assert.Equal((await MheroProcess.RunAsync($"convert {Example}")).Output, questionnaires.Output);
    }

    [Theory]
    [InlineData("edbe0e34-4183-4f1c-9f5c-15764b43ac1f")]
    [InlineData("EDBE0E34-4183-4F1C-9F5C-15764B43AC1F")]
    public async Task Convert_FlowPicked_GivesOneQuestionnaireIndented(string flow)
    {
        var result = await MheroProcess.RunAsync($"convert {Example} --flow {flow} --canonical-base https://moh.example.org/fhir");

        Assert.True(result.ExitCode == 0, result.Errors);
        var questionnaire = Assert.IsType<Questionnaire>(Strictly(result.Output));
        Assert.Equal("https://moh.example.org/fhir/Questionnaire/edbe0e34-4183-4f1c-9f5c-15764b43ac1f", questionnaire.Url);
        Assert.Equal((MheroSystems.FlowName, "Stock levels"), (questionnaire.Identifier.Single().System, questionnaire.Identifier.Single().Value));
        Assert.StartsWith("{\n  \"resourceType\": \"Questionnaire\",\n", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_AppsSetting_IsTheCanonicalBase()
    {
        var result = await MheroProcess.RunAsync($"convert {Export(Good)} --flow good", ("Mhero__Flows__CanonicalBase", "https://set.example.org"));

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.StartsWith("https://set.example.org/Questionnaire/", ((Questionnaire)Strictly(result.Output)).Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_StandardInput_IsRead()
    {
        using var process = MheroProcess.Start("convert -");
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync($$"""{"version":"13","flows":[{{Good}}]}""");
        process.StandardInput.Close();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.Equal("7", ((Questionnaire)Strictly(await output)).Version);
    }

    [Fact]
    public async Task Convert_RefusedFlow_IsNamedAndTheOthersAreConverted()
    {
        var result = await MheroProcess.RunAsync($"convert {Export(Old, Good)}");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("Good", ((Questionnaire)Strictly(result.Output)).Title);
        var line = Assert.Single(result.Errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), l => l.StartsWith("MH1102", StringComparison.Ordinal));
        Assert.StartsWith("MH1102  Old  flow  ", line, StringComparison.Ordinal);
        Assert.Contains("save it", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_RefusedFlowNotPicked_DoesNotMatter() =>
        Assert.Equal(0, (await MheroProcess.RunAsync($"convert {Export(Old, Good)} --flow Good")).ExitCode);

    [Fact]
    public async Task Convert_Json_GivesTheIssuesAsJsonOnStandardError()
    {
        var result = await MheroProcess.RunAsync($"convert {Export(Old)} --json");

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        using var json = JsonDocument.Parse(result.Errors);
        var issue = Assert.Single(json.RootElement.GetProperty("issues").EnumerateArray());
        Assert.Equal(
            ("MH1102", "error", "Old", "22222222-2222-4222-8222-222222222222"),
            (Text(issue, "code"), Text(issue, "severity"), Text(issue, "flow"), Text(issue, "flowUuid")));
    }

    [Fact]
    public async Task Convert_Folder_GetsAFileForEachFlowAndIsNotOverwritten()
    {
        var output = Path.Combine(_folder, "out");

        var first = await MheroProcess.RunAsync($"convert {Example} --output {output}");
        var paths = first.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([Path.Combine(output, "MyVaccination.json"), Path.Combine(output, "StockLevels.json")], paths);
        Assert.All(paths, path => Assert.IsType<Questionnaire>(Strictly(File.ReadAllText(path))));

        await File.WriteAllTextAsync(paths[0], "mine");
        (await MheroProcess.RunAsync($"convert {Example} --output {output}")).AssertRefused("MyVaccination.json exists already", "StockLevels.json exists already");
        Assert.Equal("mine", await File.ReadAllTextAsync(paths[0]));

        Assert.Equal(0, (await MheroProcess.RunAsync($"convert {Example} --output {output} --force")).ExitCode);
        Assert.NotEqual("mine", await File.ReadAllTextAsync(paths[0]));
    }

    [Fact]
    public async Task Convert_FlowsOfOneName_GetFilesOfTheirOwn()
    {
        var duplicate = Good.Replace("11111111-", "33333333-", StringComparison.Ordinal);

        var result = await MheroProcess.RunAsync($"convert {Export(Good, duplicate)} --output {_folder}/out");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(["Good-33333333-1111-4111-8111-111111111111.json", "Good.json"], Directory.GetFiles(_folder + "/out").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Convert_WhatCannotBeUsed_IsSaidInOneSentence()
    {
        (await MheroProcess.RunAsync($"convert {_folder}/nothing.json")).AssertRefused("File not found");
        (await MheroProcess.RunAsync($"convert {_folder}")).AssertRefused("cannot be read");
        (await MheroProcess.RunAsync($"convert {Written("not json")}")).AssertRefused("This is not JSON");
        (await MheroProcess.RunAsync($"convert {Written("""{"a":1}""")}")).AssertRefused("has no list of flows");
        (await MheroProcess.RunAsync($"convert {Export()}")).AssertRefused("has no flows");
        (await MheroProcess.RunAsync($"convert {Export(Good)} --flow Bad")).AssertRefused("The export has no flow 'Bad'");
        (await MheroProcess.RunAsync($"convert {Export(Good)} --canonical-base nowhere/")).AssertRefused("--canonical-base must be an http or https address");
        (await MheroProcess.RunAsync($"convert {Export(Good)} --output {Written("x")}/sub")).AssertRefused("cannot be written");
    }

    [Fact]
    public async Task Convert_FaultWithJson_IsJsonOnStandardError()
    {
        var result = await MheroProcess.RunAsync($"convert {_folder}/nothing.json --json");

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        using var json = JsonDocument.Parse(result.Errors);
        Assert.StartsWith("File not found", json.RootElement.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_Convert_SaysWhatIsWrittenAndThatTheTagIsNot()
    {
        var result = await MheroProcess.RunAsync("convert --help");

        Assert.Equal(0, result.ExitCode);
        Assert.All(["FILE", "--output", "--flow", "--canonical-base", "--json", "generated", "exit code"], word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }

    private static Resource Strictly(string json) =>
        JsonSerializer.Deserialize<Resource>(json, new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Strict))!;

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private string Export(params string[] flows) => Written($$"""{"version":"13","site":"https://rapidpro.example.org","flows":[{{string.Join(',', flows)}}]}""");

    private string Written(string text)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".json");
        File.WriteAllText(path, text);
        return path;
    }
}
