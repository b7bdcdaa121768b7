using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Tests.RapidPro.Flows;

public sealed class FlowExportTests
{
    private const string Good = """{"uuid":"11111111-1111-4111-8111-111111111111","name":"Good","spec_version":"13.2.0","nodes":[]}""";

    [Fact]
    public void Read_RecordedDefinitions_GivesTheFlow()
    {
        var export = Read(Recording.Named("definitions_flow").Text);

        var flow = Assert.Single(export.Flows);
        Assert.Empty(export.Refused);
        Assert.Equal(("13", "https://app.rapidpro.io"), (export.Version, export.Site));
        Assert.Equal(("Favorites", "13.2.0", "eng", "messaging", 1L, 720L), (flow.Name, flow.SpecVersion, flow.Language, flow.Type, flow.Revision, flow.ExpireAfterMinutes));
        Assert.Equal(9, flow.Nodes.Count);
        var router = flow.Nodes[2].Router!;
        Assert.Equal(("switch", "msg", "@input", "Color", "color"), (router.Type, router.Wait!.Type, router.Operand, router.ResultName, router.ResultKey));
        Assert.Equal(["Navy"], router.Cases[3].Arguments);
        Assert.Null(flow.Nodes[2].Exits[3].DestinationUuid);
        Assert.Equal(["¿Cuál es tu color favorito?"], flow.Localization["spa"]["612fcb28-8978-4e16-a859-a4285693424a"].Text);
    }

    [Theory]
    [InlineData("definitions_none")]
    [InlineData("definitions_unknown_flow")]
    public void Read_RecordedAnswerWithoutFlows_IsEmpty(string recording)
    {
        var export = Read(Recording.Named(recording).Text);

        Assert.Empty(export.Flows);
        Assert.Empty(export.Refused);
    }

    [Theory]
    [InlineData("""{"base_language":"eng","action_sets":[],"rule_sets":[],"version":"11.12","metadata":{"uuid":"22222222-2222-4222-8222-222222222222","name":"Old"}}""")]
    [InlineData("""{"uuid":"22222222-2222-4222-8222-222222222222","name":"Old","definition":{"action_sets":[],"rule_sets":[]}}""")]
    [InlineData("""{"metadata":{"uuid":"22222222-2222-4222-8222-222222222222","name":"Old"},"version":7}""")]
    [InlineData("""{"uuid":"22222222-2222-4222-8222-222222222222","name":"Old","spec_version":"12.0","nodes":[]}""")]
    public void Read_LegacyFlow_IsRefusedByItself(string legacy)
    {
        var export = Read($$"""{"version":"13","flows":[{{legacy}},{{Good}}]}""");

        Assert.Equal("Good", Assert.Single(export.Flows).Name);
        var refused = Assert.Single(export.Refused);
        Assert.Equal((Guid.Parse("22222222-2222-4222-8222-222222222222"), "Old", RapidProInputCodes.LegacyFlow), (refused.Uuid, refused.Name, refused.Code));
        Assert.Contains("save it", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"uuid":"33333333-3333-4333-8333-333333333333","name":"Broken","nodes":{}}""", "Broken")]
    [InlineData("""{"uuid":"33333333-3333-4333-8333-333333333333","name":"Broken","nodes":[{"actions":"none"}]}""", "Broken")]
    [InlineData("""{"uuid":"nonsense","name":"Broken","nodes":[]}""", "Broken")]
    [InlineData("""{"name":"Broken","nodes":[]}""", "Broken")]
    [InlineData("\"flow\"", null)]
    [InlineData("null", null)]
    public void Read_BrokenFlowBetweenGoodOnes_IsRefusedByItself(string broken, string? name)
    {
        var export = Read($$"""{"version":"13","flows":[{{Good}},{{broken}},{{Good}}]}""");

        Assert.Equal(2, export.Flows.Count);
        var refused = Assert.Single(export.Refused);
        Assert.Equal((name, RapidProInputCodes.UnreadableFlow), (refused.Name, refused.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"flows":{}}""")]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"flows":[]""")]
    public void Read_WhatIsNoExport_IsOneCodedError(string text)
    {
        var exception = Assert.Throws<FlowExportException>(() => Read(text));

        Assert.Equal(RapidProInputCodes.NotAnExport, exception.Code);
        Assert.Contains("Export the flows in RapidPro", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ByteOrderMark_IsSkipped()
    {
        byte[] json = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($$"""{"flows":[{{Good}}]}""")];

        Assert.Single(FlowExport.Read(json).Flows);
    }

    [Fact]
    public void Read_UnknownMembersActionsAndOddValues_AreNoError()
    {
        var flow = Read("""
            {"version":13,"flows":[{"uuid":"11111111-1111-4111-8111-111111111111","spec_version":"15.0.0","future":{"a":[1]},"nodes":[null,
              {"uuid":"a","actions":[
                 {"uuid":"b","type":"teleport","text":{"to":"moon"},"name":["x"],"value":5,"quick_replies":"Yes"},
                 {"uuid":"c","type":"send_msg","text":"Hi","quick_replies":["No",{"type":"text","text":"Maybe"},{"type":"location"}],"templating":{"x":1}}],
               "router":{"type":"switch","result_name":"R","cases":[{"type":"has_number_between","arguments":[1,"2"],"category_uuid":"x"}],"wait":{"type":"msg","hint":{"type":"digits","count":1}}},
               "exits":[{"uuid":"e","destination_uuid":null},{"uuid":"f"},{"uuid":"g","destination_uuid":""}]}]}]}
            """).Flows.Single();

        var node = Assert.Single(flow.Nodes);
        Assert.Equal((null, null, "5"), (node.Actions[0].Text, node.Actions[0].Name, node.Actions[0].Value));
        Assert.Equal(["Yes"], node.Actions[0].QuickReplies);
        Assert.Equal(["No", "Maybe", ""], node.Actions[1].QuickReplies);
        Assert.Equal(["1", "2"], node.Router!.Cases[0].Arguments);
        Assert.Equal(1, node.Router.Wait!.Hint!.Count);
        Assert.All(node.Exits, exit => Assert.Null(exit.DestinationUuid));
        Assert.Empty(flow.Localization);
    }

    [Theory]
    [InlineData("messaging", "message")]
    [InlineData("messaging_background", "background")]
    [InlineData("messaging_offline", "survey")]
    [InlineData("voice", "voice")]
    [InlineData("hologram", "hologram")]
    public void ToFlow_Type_IsTheOneOfTheList(string type, string expected) =>
        Assert.Equal(expected, new FlowDefinition { Uuid = Guid.NewGuid(), Type = type }.ToFlow().Type);

    [Fact]
    public void ToFlow_RecordedDefinition_HasTheResultsThatRunsHave()
    {
        var flow = Read(Recording.Named("definitions_flow").Text).Flows.Single().ToFlow();

        Assert.Equal(("Favorites", "message", 720L, false), (flow.Name, flow.Type, flow.Expires, flow.Archived));
        Assert.Equal(["color", "beer", "name"], flow.Results.Select(result => result.Key));
        Assert.Equal(["Red", "Green", "Blue", "Cyan", "Other"], flow.Results[0].Categories);
    }

    [Theory]
    [InlineData("Result 1", "result_1")]
    [InlineData(" Âge (ans) ? ", "âge_ans_")]
    [InlineData("a__b-c", "a__b_c")]
    [InlineData("٣ items", "_items")]
    [InlineData("!", "_")]
    [InlineData("  ", null)]
    [InlineData(null, null)]
    public void KeyOf_Name_IsSnakifiedAsRapidProDoes(string? name, string? expected) => Assert.Equal(expected, FlowResults.KeyOf(name));

    private static FlowExport Read(string json) => FlowExport.Read(Encoding.UTF8.GetBytes(json));
}
