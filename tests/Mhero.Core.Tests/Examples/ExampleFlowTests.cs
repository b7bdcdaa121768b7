using static Mhero.Core.Tests.Examples.ExampleFlow;

namespace Mhero.Core.Tests.Examples;

/// <summary>The flows are such as RapidPro imports: nothing in them points to nothing, and both languages are whole.</summary>
public sealed class ExampleFlowTests
{
    private const string WebhookUrl = "https://mhero.example.org/api/rapidpro/webhook?code=your-function-key";
    private const string WebhookSecret = "change-me-to-your-webhook-secret";

    private static readonly HashSet<string> Tests =
    [
        "has_any_word", "has_only_phrase", "has_only_text", "has_number", "has_number_between", "has_number_eq", "has_date", "has_phone",
        "has_pattern", "has_text", "has_beginning",
    ];

    private static readonly HashSet<string> ActionTypes =
        ["send_msg", "set_run_result", "set_contact_field", "add_contact_groups", "call_webhook", "enter_flow"];

    public static TheoryData<string> Examples => [.. Example.Names];

    [Fact]
    public void Examples_OfUseCases2To10_AreAllThere() =>
        Assert.Equal(Enumerable.Range(2, 9), Example.Names.Select(name => int.Parse(name.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture)).Order());

    [Fact]
    public void Uuids_OfAllExamples_AreDistinctAndOfVersion4()
    {
        var uuids = Example.Names.SelectMany(name => new Example(name).Flows).SelectMany(OwnUuids).ToList();

        Assert.Equal(uuids.Count, uuids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(uuids, uuid => Assert.Equal('4', Guid.Parse(uuid).ToString("D")[14]));
    }

    [Fact]
    public void Keywords_OfAllExamples_AreDistinct()
    {
        var keywords = Example.Names.SelectMany(name => Items(new Example(name).Export, "triggers")).Select(trigger => Text(trigger, "keyword")).ToList();

        Assert.Equal(keywords.Count, keywords.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Export_Header_IsWhatRapidProWrites(string name)
    {
        var example = new Example(name);

        Assert.Equal("13", Text(example.Export, "version"));
        Assert.Empty(Items(example.Export, "campaigns"));
        Assert.All(example.Flows, flow => Assert.Equal("13.1.0", Text(flow.Definition, "spec_version")));
        var flows = example.Flows.ToDictionary(flow => flow.Uuid, flow => flow.Name);
        Assert.NotEmpty(Items(example.Export, "triggers"));
        Assert.All(Items(example.Export, "triggers"), trigger => Assert.Equal(flows[Text(trigger["flow"]!, "uuid")], Text(trigger["flow"]!, "name")));
        Assert.All(example.Flows.SelectMany(flow => flow.Actions).Where(action => Text(action, "type") == "enter_flow"), action =>
            Assert.Equal(flows[Text(action["flow"]!, "uuid")], Text(action["flow"]!, "name")));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Dependencies_UsedInActions_AreInTheExport(string name)
    {
        var example = new Example(name);
        var actions = example.Flows.SelectMany(flow => flow.Actions).ToList();

        Assert.Equal(
            actions.Where(action => Text(action, "type") == "set_contact_field").Select(action => Text(action["field"]!, "key")).Distinct().Order(),
            Items(example.Export, "fields").Select(field => Text(field, "key")).Order());
        Assert.Equal(
            actions.Where(action => Text(action, "type") == "add_contact_groups").SelectMany(action => Items(action, "groups")).Select(group => Text(group, "uuid")).Distinct().Order(),
            Items(example.Export, "groups").Select(group => Text(group, "uuid")).Order());
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Nodes_ExitsCategoriesAndCases_LeadSomewhere(string name)
    {
        foreach (var flow in new Example(name).Flows)
        {
            var nodes = flow.Nodes.Select(node => Text(node, "uuid")).ToHashSet();
            foreach (var node in flow.Nodes)
            {
                var exits = Items(node, "exits").Select(exit => Text(exit, "uuid")).ToHashSet();
                Assert.All(Items(node, "exits"), exit => Assert.True(exit["destination_uuid"] is null || nodes.Contains(Text(exit, "destination_uuid"))));
                if (node["router"] is not { } router)
                {
                    Assert.Single(exits);
                    continue;
                }

                var categories = Items(router, "categories").Select(category => Text(category, "uuid")).ToHashSet();
                Assert.Equal(exits.Order(), Items(router, "categories").Select(category => Text(category, "exit_uuid")).Order());
                Assert.All(Items(router, "cases"), test => Assert.Contains(Text(test, "category_uuid"), categories));
                Assert.Contains(Text(router, "default_category_uuid"), categories);
                Assert.All(Items(router, "cases"), test => Assert.Contains(Text(test, "type"), Tests));
            }

            Assert.All(flow.Actions, action => Assert.Contains(Text(action, "type"), ActionTypes));
            Assert.Equal(nodes.Order(), flow.Definition["_ui"]!["nodes"]!.AsObject().Select(node => node.Key).Order());
            Assert.Equal(nodes.Order(), Reachable(flow).Order());
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Waits_ForAnswers_StandAloneAfterAPromptAndAskAgain(string name)
    {
        foreach (var flow in new Example(name).Flows)
        {
            foreach (var wait in flow.Waits)
            {
                var uuid = Text(wait, "uuid");
                Assert.Empty(Items(wait, "actions"));
                Assert.NotNull((string?)wait["router"]!["result_name"]);
                Assert.All(flow.Nodes.Where(node => LeadsTo(node, uuid)), node => Assert.Equal("send_msg", Text(Items(node, "actions").Last(), "type")));

                // What no test matched is asked again, or taken as it is: then there is somewhere to go.
                var fallback = Destination(wait, Text(wait["router"]!, "default_category_uuid"));
                Assert.NotNull(fallback);
                var again = flow.Nodes.Single(node => Text(node, "uuid") == fallback);
                Assert.True(LeadsTo(again, uuid) || Items(wait["router"]!, "categories").Any(category => Destination(wait, Text(category, "uuid")) == fallback && Text(category, "uuid") != Text(wait["router"]!, "default_category_uuid"))
                    || !Items(wait["router"]!, "cases").Any());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Ends_OfEveryFlow_ReportToMhero(string name)
    {
        foreach (var flow in new Example(name).Flows)
        {
            var last = Assert.Single(flow.Nodes, node => Items(node, "exits").All(exit => exit["destination_uuid"] is null));
            var webhook = Assert.Single(Items(last, "actions"));
            Assert.Equal("call_webhook", Text(webhook, "type"));
            Assert.Equal(WebhookUrl, Text(webhook, "url"));
            Assert.Equal(WebhookSecret, Text(webhook["headers"]!, "X-Mhero-Secret"));
            Assert.Contains("\"run\", object(\"uuid\", run.uuid, \"status\", \"completed\")", Text(webhook, "body"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Localization_OfEachText_IsThereAndForSomethingThatExists(string name)
    {
        foreach (var flow in new Example(name).Flows)
        {
            var language = Assert.Single(flow.Definition["localization"]!.AsObject()).Key;
            Assert.Contains(language, new[] { "fra", "kin" });
            var own = OwnUuids(flow).ToHashSet();
            Assert.All(flow.Translations, translation => Assert.Contains(translation.Uuid, own));
            var texts = flow.Translations.ToDictionary(translation => translation.Uuid, translation => translation.Texts);

            foreach (var message in flow.Actions.Where(action => Text(action, "type") == "send_msg"))
            {
                Assert.NotEqual(Text(message, "text"), (string?)texts[Text(message, "uuid")]["text"]![0]);
                Assert.Equal(Items(message, "quick_replies").Count(), Items(texts[Text(message, "uuid")], "quick_replies").Count());
                Assert.InRange(Text(message, "text").Length, 1, 320);
            }

            Assert.All(flow.Nodes.SelectMany(node => Items(node["router"] ?? new JsonObject(), "categories")), category =>
                Assert.False(string.IsNullOrEmpty((string?)texts[Text(category, "uuid")]["name"]![0])));
            Assert.All(flow.Waits.SelectMany(wait => Items(wait["router"]!, "cases")).Where(test => Text(test, "type") is "has_any_word" or "has_beginning"), test =>
                Assert.NotNull(texts[Text(test, "uuid")]["arguments"]));
        }
    }

    /// <summary>
    /// What RapidPro 7.4, 9.0 and the current release import alike: spec 13.1, and for each word one trigger that has it as
    /// <c>keyword</c> and as its only one in <c>keywords</c>. 9.0 loses the words that <c>keyword</c> does not say.
    /// </summary>
    [Fact]
    public void Exports_OfAllExamples_FitEveryRelease()
    {
        var files = Directory.GetFiles(Path.Combine(Mapping.MappingFiles.Root, "examples"), "flow.json", SearchOption.AllDirectories);

        // Those of the use cases, and that of the tutorial from a Questionnaire.
        Assert.Equal(11, files.Length);
        Assert.All(files, file =>
        {
            var export = JsonNode.Parse(File.ReadAllText(file))!;
            Assert.All(Items(export, "flows"), flow => Assert.Equal("13.1.0", Text(flow, "spec_version")));
            Assert.NotEmpty(Items(export, "triggers"));
            Assert.All(Items(export, "triggers"), trigger => Assert.Equal([Text(trigger, "keyword")], trigger["keywords"]!.AsArray().Select(word => (string?)word)));
            var calls = Items(export, "flows").SelectMany(flow => new ExampleFlow(flow).Actions).Where(action => Text(action, "type") == "call_webhook").ToList();
            Assert.NotEmpty(calls);
            Assert.All(calls, call => Assert.EndsWith("?code=your-function-key", Text(call, "url"), StringComparison.Ordinal));
        });
    }

    private static IEnumerable<string> OwnUuids(ExampleFlow flow) =>
        flow.Nodes.SelectMany(node => new[] { node }.Concat(Items(node, "actions")).Concat(Items(node, "exits"))
            .Concat(Items(node["router"] ?? new JsonObject(), "categories")).Concat(Items(node["router"] ?? new JsonObject(), "cases")))
            .Select(part => Text(part, "uuid")).Prepend(flow.Uuid);

    private static bool LeadsTo(JsonNode node, string uuid) => Items(node, "exits").Any(exit => (string?)exit["destination_uuid"] == uuid);

    private static string? Destination(JsonNode node, string category)
    {
        var exit = Text(Items(node["router"]!, "categories").Single(c => Text(c, "uuid") == category), "exit_uuid");
        return (string?)Items(node, "exits").Single(e => Text(e, "uuid") == exit)["destination_uuid"];
    }

    private static HashSet<string> Reachable(ExampleFlow flow)
    {
        var found = new HashSet<string>();
        var next = new Queue<string>([Text(flow.Nodes[0], "uuid")]);
        while (next.TryDequeue(out var uuid))
        {
            if (found.Add(uuid))
            {
                Items(flow.Nodes.Single(node => Text(node, "uuid") == uuid), "exits").Select(exit => (string?)exit["destination_uuid"]).OfType<string>().ToList().ForEach(next.Enqueue);
            }
        }

        return found;
    }
}
