using System.Text.RegularExpressions;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>Runs the commands of examples/tutorial-malaria-week against a <c>mhero up</c> that stays up, and compares each output with the text.</summary>
[Collection(TutorialTests.Collection)]
public sealed partial class AuthoringTutorialTests(RunningUp up)
{
    private const string Any = "…";

    private static readonly string Folder = Path.Combine(RunningUp.Root, "examples", "tutorial-malaria-week");
    private static readonly List<(string Info, string Body)> Blocks =
        [.. Fence().Matches(File.ReadAllText(Path.Combine(Folder, "README.md"))).Select(block => (block.Groups["info"].Value.Trim(), block.Groups["body"].Value.TrimEnd('\n')))];

    [Fact]
    public async Task Commands_OfTheText_DoAndPrintWhatItSays()
    {
        var (last, output) = ("", "");
        var compared = new Dictionary<string, int>();
        foreach (var (info, body) in Blocks)
        {
            switch (info)
            {
                case "bash tutorial":
                    foreach (var command in body.Split('\n'))
                    {
                        (last, output) = (command, (await up.RunAsync(command)).ReplaceLineEndings("\n").TrimEnd('\n'));

                        // The import ended this worker's run: no answer.
                        Assert.True(!command.EndsWith("+250788000106 2", StringComparison.Ordinal) || output == "> 2", output);
                    }

                    break;
                case "text tutorial:output":
                    AssertOutput(body, output, isPart: last.StartsWith("mhero doctor", StringComparison.Ordinal));
                    break;
                case "json tutorial:found":
                    await AssertFoundAsync(JsonNode.Parse(body)!, () => up.RunAsync(last), last);
                    break;
                default:
                    continue;
            }

            compared[info] = compared.GetValueOrDefault(info) + 1;
        }

        Assert.Equal((12, 7, 4), (compared["bash tutorial"], compared["text tutorial:output"], compared["json tutorial:found"]));
    }

    [Fact]
    public async Task Flow_OfTheFolder_IsWhatTheQuestionnaireBecomes()
    {
        var folder = Directory.CreateTempSubdirectory("mhero-tutorial-").FullName;
        try
        {
            var result = await MheroProcess.RunAsync($"author {Folder}/questionnaire.json --keyword malaria --out {folder}/flow.json");

            Assert.True(result.ExitCode == 0, result.Errors);
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Folder, "flow.json")), await File.ReadAllTextAsync($"{folder}/flow.json"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task ShortText_LeftOut_CostsWhatTheTextSays()
    {
        var questionnaire = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "questionnaire.json")))!;
        var extensions = ItemsOf(questionnaire).Single(item => (string?)item["linkId"] == "treated")["extension"]!.AsArray();
        Assert.Equal(1, extensions.RemoveAll(e => ((string?)e!["url"])!.EndsWith("shortText", StringComparison.Ordinal)));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, questionnaire.ToJsonString());
            var result = await MheroProcess.RunAsync($"author {file} --out {file}.flow --report");

            Assert.Contains(Assert.Single(Blocks, block => block.Info == "text tutorial:without-short-text").Body, result.Output.Split('\n').Select(line => line.TrimEnd('\r')));
        }
        finally
        {
            File.Delete(file);
            File.Delete(file + ".flow");
        }
    }

    [Fact]
    public void Items_OfTheText_AreThoseOfTheFiles_AndVersion2OnlyAdds()
    {
        var (first, second) = (Read("questionnaire.json"), Read("questionnaire-2.json"));
        var shown = Blocks.Where(block => block.Info == "json tutorial:item").Select(block => JsonNode.Parse(block.Body)!).ToList();
        Assert.Equal(["treated", "referred"], shown.Select(item => (string?)item["linkId"]));
        Assert.All(shown.Zip([first, second]), pair => Assert.Contains(ItemsOf(pair.Second), item => JsonNode.DeepEquals(item, pair.First)));

        second["version"] = "1";
        ItemsOf(second).Single(item => (string?)item["linkId"] == "referred").Parent!.AsArray().RemoveAll(item => (string?)item!["linkId"] == "referred");
        var options = ItemsOf(second).Single(item => (string?)item["linkId"] == "act-stock")["answerOption"]!.AsArray();
        Assert.Equal("expired", (string?)options[^1]!["valueCoding"]!["code"]);
        options.RemoveAt(options.Count - 1);
        Assert.True(JsonNode.DeepEquals(first, second));
    }

    private static void AssertOutput(string expected, string output, bool isPart)
    {
        var pattern = Regex.Escape(expected).Replace(Any, "[^\n]+?", StringComparison.Ordinal);
        Assert.Matches(isPart ? $"(?m)^{pattern}$(?!\n  MH)" : $@"\A{pattern}\z", output);
    }

    /// <summary>The timers read every half minute what no webhook brings.</summary>
    private static async Task AssertFoundAsync(JsonNode expected, Func<Task<string>> search, string command)
    {
        var answer = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                answer = await search();
                return (JsonNode.Parse(answer)!["entry"]?.AsArray() ?? []).Any(entry => Has(entry!["resource"], expected));
            },
            () => Task.FromResult($"{command}: {answer}"),
            RunningUp.Patience);
    }

    /// <summary>Whether a document has all members of another one; a text may have parts that differ.</summary>
    private static bool Has(JsonNode? found, JsonNode? expected) => (found, expected) switch
    {
        (JsonObject one, JsonObject other) => other.All(member => Has(one[member.Key], member.Value)),
        (JsonArray one, JsonArray other) => one.Count == other.Count && one.Zip(other).All(pair => Has(pair.First, pair.Second)),
        (JsonValue one, JsonValue other) when other.TryGetValue<string>(out var text) && text.EndsWith(Any, StringComparison.Ordinal) =>
            one.TryGetValue<string>(out var whole) && whole.StartsWith(text[..^1], StringComparison.Ordinal),
        _ => JsonNode.DeepEquals(found, expected),
    };

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!;

    private static IEnumerable<JsonNode> ItemsOf(JsonNode parent) => (parent["item"]?.AsArray() ?? []).SelectMany(item => ItemsOf(item!).Prepend(item!));

    [GeneratedRegex("^```(?<info>[^\n]*)\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
