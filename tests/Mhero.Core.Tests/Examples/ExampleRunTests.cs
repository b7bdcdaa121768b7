using Mhero.Core.Mapping.Issues;
using Mhero.Core.Tests.Mapping;
using static Mhero.Core.Tests.Examples.ExampleFlow;

namespace Mhero.Core.Tests.Examples;

/// <summary>The sample runs are such as the flows and the conversations give, and become responses without an issue.</summary>
public sealed class ExampleRunTests
{
    public static TheoryData<string> Examples => [.. Example.Names];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Runs_PathsAndValues_AreThoseOfTheirFlow(string name)
    {
        var example = new Example(name);
        foreach (var run in example.RunDocuments)
        {
            var flow = Assert.Single(example.Flows, flow => flow.Uuid == Text(run!["flow"]!, "uuid"));
            Assert.Equal(flow.Name, Text(run!["flow"]!, "name"));
            var path = Items(run, "path").Select(step => Text(step, "node")).ToList();
            Assert.Equal(Text(flow.Nodes[0], "uuid"), path[0]);
            foreach (var (from, to) in path.Zip(path.Skip(1)))
            {
                var node = flow.Nodes.Single(node => Text(node, "uuid") == from);
                Assert.Contains(to, Items(node, "exits").Select(exit => (string?)exit["destination_uuid"]));
            }

            Assert.Equal("completed", Text(run, "exit_type"));
            Assert.All(Items(flow.Nodes.Single(node => Text(node, "uuid") == path[^1]), "exits"), exit => Assert.Null(exit["destination_uuid"]));
            foreach (var (key, value) in run["values"]!.AsObject())
            {
                Assert.Equal(key, Key(Text(value!, "name")));
                Assert.Contains(Text(value!, "node"), path);
                var node = flow.Nodes.Single(node => Text(node, "uuid") == Text(value!, "node"));
                if (node["router"] is { } router)
                {
                    Assert.Equal(Text(value!, "name"), Text(router, "result_name"));
                    Assert.Contains(Text(value!, "category"), Items(router, "categories").Select(category => Text(category, "name")));
                }
                else
                {
                    Assert.Contains(Text(value!, "name"), Items(node, "actions").Where(action => Text(action, "type") == "set_run_result").Select(action => Text(action, "name")));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Conversations_KeywordsAndNumbers_AreThoseOfTheRuns(string name)
    {
        var example = new Example(name);
        var keywords = Items(example.Export, "triggers").ToDictionary(trigger => Text(trigger, "keyword"), trigger => Text(trigger["flow"]!, "uuid"));
        var started = example.Conversation.Select(talk => (From: Urn(Text(talk!, "from")), Flow: keywords[((string)talk!["messages"]![0]!).ToLowerInvariant()]));

        // A run of a flow that another one entered has no keyword of its own in the conversation.
        var entered = example.Flows.SelectMany(flow => flow.Actions).Where(action => Text(action, "type") == "enter_flow").Select(action => Text(action["flow"]!, "uuid")).ToHashSet();
        var runs = example.RunDocuments.Select(run => (From: Text(run!["contact"]!, "urn"), Flow: Text(run!["flow"]!, "uuid"))).ToList();
        Assert.Equal(runs.Where(run => !entered.Contains(run.Flow)).Order(), started.Order());
        var contacts = Example.Contacts.Concat(example.OwnContacts).Select(contact => (Text(contact!, "uuid"), FirstUrn(contact!))).ToHashSet();
        Assert.All(example.RunDocuments, run => Assert.Contains((Text(run!["contact"]!, "uuid"), Text(run!["contact"]!, "urn")), contacts));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Runs_OfEachExample_AreInBothLanguagesAndOneAsksAgain(string name)
    {
        var example = new Example(name);
        var language = example.Flows[0].Definition["localization"]!.AsObject().Single().Key;
        var languages = Example.Contacts.Concat(example.OwnContacts).ToDictionary(contact => Text(contact!, "uuid"), contact => (string?)contact!["language"]);
        var spoken = example.Runs.Select(run => languages[run.Contact!.Uuid.ToString()] == language).ToList();

        Assert.Contains(true, spoken);
        Assert.Contains(false, spoken);
        Assert.Contains(example.RunDocuments, run => Items(run!, "path").GroupBy(step => Text(step, "node")).Any(visits => visits.Count() > 1));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Runs_Mapped_AgreeWithTheQuestionnaireWithoutAnIssue(string name)
    {
        var example = new Example(name);
        foreach (var (questionnaire, result) in ExampleResponses.Of(example))
        {
            // An answer in one's own words, where the item takes one, is worth knowing and no more.
            Assert.Empty(result.Issues.Where(issue => issue.Severity != MappingSeverity.Information).Select(issue => $"{issue.Code} {issue.Path} {issue.Message}"));
            AnswersAgree.Check(questionnaire, result.Value);
        }
    }

    private static string Urn(string from) => from.Contains(':', StringComparison.Ordinal) ? from : "tel:" + from;

    private static string FirstUrn(System.Text.Json.Nodes.JsonNode contact) => (string)contact["urns"]![0]!;
}
