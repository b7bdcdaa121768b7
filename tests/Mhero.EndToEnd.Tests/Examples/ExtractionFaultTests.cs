using System.Text.Json.Nodes;

namespace Mhero.EndToEnd.Tests.Examples;

/// <summary>A Questionnaire that somebody spoilt: nothing of the answers is lost, and what is missing comes after it is mended.</summary>
public sealed class ExtractionFaultTests(ExampleWorld world) : IClassFixture<ExampleWorld>
{
    private const string Case = "8-case-report";
    private const string Reporter = "+250788000101";

    [Fact]
    public async Task Template_WithAnError_IsADeadLetterAndTheRestIsWritten()
    {
        var sound = ExampleFiles.Read(Case, "questionnaire.json").AsObject();
        var spoilt = sound.DeepClone().AsObject();
        var templates = spoilt["contained"]!.AsArray().ToDictionary(template => (string)template!["id"]!, template => template!.AsObject());
        templates["report"]["id"] = "reports";
        templates["condition"]["identifier"]![0]!["_value"]!["extension"]![0]!["valueString"] = "%resource.item.where(linkId='case_id'";
        await world.Registry.PutByUrlAsync(spoilt);

        await world.WriteAsync(Reporter, ["CASE", "MUH-0900", "34", "1", "2", "05-03-2026", "1", "1", "2", "1", "1", "2"]);
        await world.Host.WaitUntilIdleAsync();

        var run = world.Workspace.LatestRuns(1)[0].Uuid.ToString();
        Assert.Single(await world.Registry.AllAsync("QuestionnaireResponse"));
        Assert.Single(await world.Registry.AllAsync("Patient"), patient => patient.ToJsonString().Contains("MUH-0900", StringComparison.Ordinal));
        Assert.Single(await world.Registry.AllAsync("Condition"));
        Assert.Equal(6, (await world.Registry.AllAsync("Observation")).Count);
        Assert.Empty(await world.Registry.AllAsync("DiagnosticReport"));
        var letter = Assert.Single(await DeadLettersAsync())!;
        Assert.Equal(run, (string?)letter["subject"]);
        Assert.Equal("MH2801", (string?)letter["code"]);
        Assert.Matches(@"\(Questionnaire\.contained\S+identifier\S+\)$", (string)letter["cause"]!);
        Assert.Equal("MUH-0900", (string?)(await world.Registry.AllAsync("Condition"))[0]["identifier"]![0]!["value"]);
        Assert.DoesNotContain("MUH-0900", (string)letter["cause"]!, StringComparison.Ordinal);

        // A replay before it is mended brings it back as the same dead letter, and writes nothing twice.
        await ReplayAsync(letter);
        Assert.Equal((string?)letter["id"], (string?)Assert.Single(await DeadLettersAsync())!["id"]);
        Assert.Equal(6, (await world.Registry.AllAsync("Observation")).Count);

        await world.Registry.PutByUrlAsync(sound);
        await ReplayAsync(letter);

        Assert.Empty(await DeadLettersAsync());
        var report = Assert.Single(await world.Registry.AllAsync("DiagnosticReport"));
        Assert.Equal("MUH-0900", (string?)report["identifier"]![0]!["value"]);
        var test = Assert.Single(await world.Registry.AllAsync("Observation"), observation => ((string)observation["identifier"]![0]!["value"]!).EndsWith("-test", StringComparison.Ordinal));
        Assert.Equal(RegistryReader.NameOf(test), (string?)report["result"]![0]!["reference"]);
        Assert.Equal(6, (await world.Registry.AllAsync("Observation")).Count);
        Assert.Single(await world.Registry.AllAsync("Condition"));
        Assert.Single(await world.Registry.AllAsync("QuestionnaireResponse"));
    }

    private async Task<JsonArray> DeadLettersAsync() => JsonNode.Parse(await world.CallAsync(HttpMethod.Get, "api/dead-letters"))!.AsArray();

    private async Task ReplayAsync(JsonNode letter)
    {
        await world.CallAsync(HttpMethod.Post, $"api/dead-letters/{letter["id"]}/replay");
        await world.Host.WaitUntilIdleAsync();
    }
}
