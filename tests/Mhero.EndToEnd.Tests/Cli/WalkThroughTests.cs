using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mhero.DevHost.Services;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>Runs the commands of docs/tutorial.md against a <c>mhero up</c> that stays up.</summary>
public sealed partial class WalkThroughTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string Root = Path.GetFullPath(Path.Combine(NodeModules.Folder, "..", "..", ".."));
    private static readonly string Text = File.ReadAllText(Path.Combine(Root, "docs", "tutorial.md"));
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Commands_OfTheText_LeadToTheObservation()
    {
        var commands = Blocks("bash walkthrough").SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(["mhero", "curl", "curl", "mhero", "curl"], commands.Select(command => command.Split(' ')[0]));
        using var up = MheroProcess.Start("up --port 0");
        try
        {
            var (simulator, registry) = await AddressesAsync(up);
            var answers = new List<string>();
            foreach (var command in commands[..^1])
            {
                answers.Add(await RunAsync(command, simulator, registry));
            }

            AssertTextSaysWhatIsAdded(JsonNode.Parse(answers[0])!.AsObject());
            Assert.Contains("Thank you, 5.5 degrees is recorded.", answers[3], StringComparison.Ordinal);

            // The timers look every half minute.
            JsonArray found = [];
            await Eventually.HoldsAsync(
                async () =>
                {
                    found = JsonNode.Parse(await RunAsync(commands[^1], simulator, registry))!["entry"]?.AsArray() ?? [];
                    return found.Count > 0;
                },
                patience: Patience);

            var observation = Assert.Single(found)!["resource"]!;
            Assert.Equal(5.5m, (decimal)observation["valueQuantity"]!["value"]!);
            Assert.Equal("Cel", (string?)observation["valueQuantity"]!["code"]);
            Assert.Equal("survey", (string?)observation["category"]![0]!["coding"]![0]!["code"]);
            Assert.StartsWith("Location/", (string?)observation["subject"]!["reference"], StringComparison.Ordinal);
            Assert.StartsWith("Practitioner/", (string?)observation["performer"]![0]!["reference"], StringComparison.Ordinal);
            Assert.StartsWith("QuestionnaireResponse/", (string?)observation["derivedFrom"]![0]!["reference"], StringComparison.Ordinal);
        }
        finally
        {
            up.Kill(entireProcessTree: true);
            await up.WaitForExitAsync();
        }
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

    /// <summary>The addresses that the command prints once it is up.</summary>
    private static async Task<(string Simulator, string Registry)> AddressesAsync(Process up)
    {
        _ = up.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        string? simulator = null;
        while (await up.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            simulator ??= Address().Match(line) is { Success: true } found && line.Contains("RapidPro", StringComparison.Ordinal) ? found.Value : null;
            if (line.Contains("(FHIR at", StringComparison.Ordinal))
            {
                _ = up.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return (simulator!, Address().Match(line).Value);
            }
        }

        throw new InvalidOperationException("mhero up ended before it was up.");
    }

    /// <summary>Runs a command as a shell would, with the addresses of this run and the files of the repository.</summary>
    private static async Task<string> RunAsync(string command, string simulator, string registry)
    {
        command = command.Replace("http://127.0.0.1:8500", simulator, StringComparison.Ordinal).Replace("http://127.0.0.1:8600", registry, StringComparison.Ordinal)
            .Replace("docs/walkthrough", Path.Combine(Root, "docs", "walkthrough"), StringComparison.Ordinal);
        if (command.StartsWith("mhero text", StringComparison.Ordinal))
        {
            command += $" --simulator {simulator}";
        }

        if (command.StartsWith("mhero ", StringComparison.Ordinal))
        {
            var result = await MheroProcess.RunAsync(command["mhero ".Length..].Split(" > ")[0]);
            Assert.True(result.ExitCode == 0, result.Errors);
            return result.Output;
        }

        var words = Word().Matches(command).Select(word => word.Groups["quoted"].Success ? word.Groups["quoted"].Value : word.Value).ToList();
        using var request = new HttpRequestMessage(HttpMethod.Get, words.Single(word => word.StartsWith("http", StringComparison.Ordinal)));
        if (words.IndexOf("--data-binary") is > 0 and var data)
        {
            var type = words[words.IndexOf("-H") + 1].Split(": ")[1];
            request.Method = new HttpMethod(words[words.IndexOf("-X") + 1]);
            request.Content = new StringContent(await File.ReadAllTextAsync(words[data + 1].TrimStart('@')), new MediaTypeHeaderValue(type));
        }

        using var answer = await Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{command}: {answer.StatusCode} {body}");
        return body;
    }

    [GeneratedRegex("^```(?<info>[^\n]*)\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"""(?<quoted>[^""]*)""|\S+")]
    private static partial Regex Word();
}
