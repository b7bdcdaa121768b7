using System.Text.RegularExpressions;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>Runs the commands of docs/tutorial.md against a <c>mhero up</c> that stays up.</summary>
[Collection(TutorialTests.Collection)]
public sealed partial class WalkThroughTests(RunningUp up)
{
    private static readonly string Root = RunningUp.Root;
    private static readonly string Text = File.ReadAllText(Path.Combine(Root, "docs", "tutorial.md"));

    [Fact]
    public async Task Commands_OfTheText_LeadToTheObservation()
    {
        var commands = Blocks("bash walkthrough").SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(["mhero", "curl", "curl", "mhero", "curl"], commands.Select(command => command.Split(' ')[0]));
        var answers = new List<string>();
        foreach (var command in commands[..^1])
        {
            answers.Add(await up.RunAsync(command));
        }

        AssertTextSaysWhatIsAdded(JsonNode.Parse(answers[0])!.AsObject());
        Assert.Contains("Thank you, 5.5 degrees is recorded.", answers[3], StringComparison.Ordinal);

        // The timers look every half minute.
        JsonArray found = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                found = JsonNode.Parse(await up.RunAsync(commands[^1]))!["entry"]?.AsArray() ?? [];
                return found.Count > 0;
            },
            patience: RunningUp.Patience);

        var observation = Assert.Single(found)!["resource"]!;
        Assert.Equal(5.5m, (decimal)observation["valueQuantity"]!["value"]!);
        Assert.Equal("Cel", (string?)observation["valueQuantity"]!["code"]);
        Assert.Equal("survey", (string?)observation["category"]![0]!["coding"]![0]!["code"]);
        Assert.StartsWith("Location/", (string?)observation["subject"]!["reference"], StringComparison.Ordinal);
        Assert.StartsWith("Practitioner/", (string?)observation["performer"]![0]!["reference"], StringComparison.Ordinal);
        Assert.StartsWith("QuestionnaireResponse/", (string?)observation["derivedFrom"]![0]!["reference"], StringComparison.Ordinal);
    }

    /// <summary>What was converted, and the block of the text put into its item, are the Questionnaire of the folder.</summary>
    private static void AssertTextSaysWhatIsAdded(JsonObject converted)
    {
        var added = JsonNode.Parse(Assert.Single(Blocks("json walkthrough")))!.AsObject();
        var item = converted["item"]!.AsArray().Single(item => (string?)item!["linkId"] == (string?)added["linkId"])!.AsObject();
        item["code"] = added["code"]!.DeepClone();
        Assert.Equal(3, added["extension"]!.AsArray().Count);
        foreach (var extension in added["extension"]!.AsArray())
        {
            item["extension"]!.AsArray().Add(extension!.DeepClone());
        }

        converted["subjectType"] = new JsonArray("Location");
        var enriched = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "docs", "walkthrough", "questionnaire.json")));
        Assert.True(JsonNode.DeepEquals(enriched, converted), converted.ToJsonString());
    }

    private static IReadOnlyList<string> Blocks(string info) =>
        [.. Fence().Matches(Text).Where(block => block.Groups["info"].Value == info).Select(block => block.Groups["body"].Value)];

    [GeneratedRegex("^```(?<info>[^\n]*)\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
