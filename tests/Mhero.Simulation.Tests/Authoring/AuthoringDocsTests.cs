using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Simulation.Tests.Authoring;

/// <summary>The example of docs/authoring.md is authored and played.</summary>
public sealed partial class AuthoringDocsTests
{
    [Fact]
    public async Task Example_Played_IsTheDocumentedConversationAndResponse()
    {
        var docs = await File.ReadAllTextAsync(Path.Combine(SourceRoot.Path, "docs", "authoring.md"));
        var blocks = Block().Matches(docs).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["text"].Value.TrimEnd('\n'));
        var lines = blocks["conversation"].Split('\n');
        var flow = new PlayedFlow((Questionnaire)FhirJson.Parse(Encoding.UTF8.GetBytes(blocks["questionnaire"])), new() { Webhook = null });

        var play = await flow.PlayAsync(lines.Where(l => l.StartsWith("> ", StringComparison.Ordinal)).Select(l => l[2..]));

        Assert.Equal(lines.Where(l => !l.StartsWith("> ", StringComparison.Ordinal)), play.Messages.SelectMany(m => m.Split('\n')));
        Assert.Equal(blocks["answers"].Split('\n'), play.Response.Item.Select(i => $"{i.LinkId} {Play.Show(i.Answer[0].Value)}"));
        Assert.Empty(ResponseRules.Faults(flow.Authored.Questionnaire, play.Response));
    }

    [GeneratedRegex("```(?:json|text) authoring:(?<name>\\w+)\\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
