namespace Mhero.EndToEnd.Tests.Examples;

/// <summary>A Questionnaire that somebody spoilt: nothing of the answers is lost, and what is missing comes after it is mended.</summary>
public sealed class ExtractionFaultTests(ExampleWorld world) : IClassFixture<ExampleWorld>
{
    private const string Case = "8-case-report";
    private const string Reporter = "+250788000101";

    [Fact]
    public async Task Template_WithAnError_IsADeadLetterAndTheRestIsWritten()
    {
        const string Number = "MUH-0900";
        var sound = ExampleFiles.Read(Case, "questionnaire.json").AsObject();
        var spoilt = sound.DeepClone().AsObject();
        var templates = spoilt["contained"]!.AsArray().ToDictionary(template => (string)template!["id"]!, template => template!.AsObject());
        templates["report"]["id"] = "reports";
        templates["condition"]["identifier"]![0]!["_value"]!["extension"]![0]!["valueString"] = "%resource.item.where(linkId='case_id'";
        await world.Registry.PutByUrlAsync(spoilt);

        await world.WriteAsync(Reporter, ["CASE", Number, "34", "1", "2", "05-03-2026", "1", "1", "2", "1", "1", "2"]);
        await world.Host.WaitUntilIdleAsync();

        var run = world.Workspace.LatestRuns(1)[0].Uuid.ToString();
        Assert.Single(await AllAsync("QuestionnaireResponse", run));
        Assert.Single(await AllAsync("Patient", Number));
        Assert.Single(await AllAsync("Condition", Number));
        Assert.Equal(6, (await AllAsync("Observation", Number)).Count);
        Assert.Empty(await AllAsync("DiagnosticReport", Number));
        var letter = Assert.Single(await DeadLettersAsync())!;
        Assert.Equal(run, (string?)letter["subject"]);
        Assert.Equal("MH2801", (string?)letter["code"]);
        Assert.Matches(@"\(Questionnaire\.contained\S+identifier\S+\)$", (string)letter["cause"]!);
        Assert.Equal(Number, (string?)(await AllAsync("Condition", Number))[0]["identifier"]![0]!["value"]);
        Assert.DoesNotContain(Number, (string)letter["cause"]!, StringComparison.Ordinal);

        // A replay before it is mended brings it back as the same dead letter, and writes nothing twice.
        await ReplayAsync(letter);
        Assert.Equal((string?)letter["id"], (string?)Assert.Single(await DeadLettersAsync())!["id"]);
        Assert.Equal(6, (await AllAsync("Observation", Number)).Count);

        await world.Registry.PutByUrlAsync(sound);
        await ReplayAsync(letter);

        Assert.Empty(await DeadLettersAsync());
        var report = Assert.Single(await AllAsync("DiagnosticReport", Number));
        Assert.Equal(Number, (string?)report["identifier"]![0]!["value"]);
        var test = Assert.Single(await AllAsync("Observation", Number), observation => ((string)observation["identifier"]![0]!["value"]!).EndsWith("-test", StringComparison.Ordinal));
        Assert.Equal(RegistryReader.NameOf(test), (string?)report["result"]![0]!["reference"]);
        Assert.Equal(6, (await AllAsync("Observation", Number)).Count);
        Assert.Single(await AllAsync("Condition", Number));
        Assert.Single(await AllAsync("QuestionnaireResponse", run));
    }

    [Fact]
    public async Task Template_WithAnExpressionBeyondTheLimits_IsADeadLetterAndTheRestIsWritten()
    {
        const string Number = "MUH-0901";
        var sound = ExampleFiles.Read(Case, "questionnaire.json").AsObject();
        var spoilt = sound.DeepClone().AsObject();
        var condition = spoilt["contained"]!.AsArray().Single(template => (string)template!["id"]! == "condition")!;
        condition["identifier"]![0]!["_value"]!["extension"]![0]!["valueString"] = "item" + string.Concat(Enumerable.Repeat(".first()", 300));
        await world.Registry.PutByUrlAsync(spoilt);

        await world.WriteAsync(Reporter, ["CASE", Number, "34", "1", "2", "05-03-2026", "1", "1", "2", "1", "1", "2"]);
        await world.Host.WaitUntilIdleAsync();

        var letter = Assert.Single(await DeadLettersAsync())!;
        Assert.Equal("MH2834", (string?)letter["code"]);
        Assert.Single(await AllAsync("Patient", Number));
        Assert.Equal(6, (await AllAsync("Observation", Number)).Count);
        Assert.Single(await AllAsync("DiagnosticReport", Number));

        await world.Registry.PutByUrlAsync(sound);
        await ReplayAsync(letter);

        Assert.Empty(await DeadLettersAsync());
        Assert.Equal(6, (await AllAsync("Observation", Number)).Count);
    }

    private async Task<List<JsonObject>> AllAsync(string type, string part) =>
        [.. (await world.Registry.AllAsync(type)).Where(resource => resource.ToJsonString().Contains(part, StringComparison.Ordinal))];

    private async Task<JsonArray> DeadLettersAsync() => JsonNode.Parse(await world.CallAsync(HttpMethod.Get, "api/dead-letters"))!.AsArray();

    private async Task ReplayAsync(JsonNode letter)
    {
        await world.CallAsync(HttpMethod.Post, $"api/dead-letters/{letter["id"]}/replay");
        await world.Host.WaitUntilIdleAsync();
    }
}
