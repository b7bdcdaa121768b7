using Mhero.Core.Floip;
using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Floip.Flows;

namespace Mhero.Core.Tests.Mapping.Floip.Flows;

public sealed class TreeToContainerTests
{
    [Fact]
    public void Map_TreeOfOneLanguage_HasItsQuestionsInTheOrderOfTheConnections()
    {
        var result = TreeToContainer.Map(Tree());

        var flow = Assert.Single(result.Value.Flows);
        Assert.Equal(["employee_id", "visits", "ready", "message"], flow.Blocks.Select(b => b.Name));
        Assert.Equal(
            ["MobilePrimitives.OpenResponse", "MobilePrimitives.NumericResponse", "MobilePrimitives.SelectOneResponse", "MobilePrimitives.Message"], flow.Blocks.Select(b => b.Type));
        Assert.Equal(flow.Blocks[0].Uuid, flow.FirstBlockId);
        Assert.Equal(flow.Blocks[1].Uuid, flow.Blocks[0].Exits.Single().Destination);
        Assert.Equal([flow.Blocks[3].Uuid, flow.Blocks[1].Uuid, null], flow.Blocks[2].Exits.Select(e => e.Destination));
        Assert.Equal("Your id?", flow.Resources[flow.Blocks[0].Config["prompt"]!.ToString()][0].Value);
        Assert.Equal([FloipCodes.TreePart, FloipCodes.TreePart], result.Issues.Select(i => i.Code));
        Assert.Contains("34609", result.Issues[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_Tree_BecomesAContainerAndAFlow()
    {
        var tree = TreeToContainer.Map(Tree()).Value;
        var container = ContainerReader.Read(System.Text.Encoding.UTF8.GetBytes(ContainerWriter.Write(tree)));

        var nodes = ContainerToFlows.Map(container.Container).Value["flows"]![0]!["nodes"]!.AsArray();
        Assert.Empty(container.Issues);
        Assert.Equal(["employee_id", "visits", "ready"], nodes.Select(n => (string?)n!["router"]?["result_name"]).OfType<string>());
        Assert.Equal("Thank you, @(results.employee_id).", (string?)nodes[^1]!["actions"]![0]!["text"]);
    }

    [Theory]
    [InlineData("several languages", "212660")]
    [InlineData("another block", "CallBackBlock")]
    [InlineData("no texts", "no texts")]
    public void Map_TreeThatSaysTooLittle_IsRefusedWithTheReason(string change, string named)
    {
        var tree = Tree();
        switch (change)
        {
            case "several languages":
                tree["blocks"]![0]!["smsContent"]!["212660"] = "Votre numéro ?";
                break;
            case "another block":
                tree["blocks"]![1]!["type"] = "CallBackBlock";
                break;
            default:
                tree["blocks"]!.AsArray().ToList().ForEach(b => b!["smsContent"] = new JsonArray());
                break;
        }

        var error = Assert.Throws<FloipException>(() => TreeToContainer.Map(tree));

        Assert.Equal(FloipCodes.ViamoTree, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static JsonObject Tree() => (JsonObject)JsonNode.Parse("""
        {"id":"7","treeSetId":"8","editedAt":"2021-02-22 21:41:36","details":{"title":"Visits","enabledLanguages":["212659"],"startingBlockKey":"b1"},
         "blocks":[
          {"type":"OpenQuestionBlock","jsKey":"b1","customData":{"title":"Employee","label":"employee_id","setSubscriberPropertyConfiguration":{"shouldSetSubscriberProperty":true,"propertyFieldId":34609}},"audioFiles":[],"smsContent":{"212659":"Your id?"}},
          {"type":"NumericQuestionBlock","jsKey":"b2","customData":{"label":"visits","maxNumericDigits":4},"audioFiles":[],"smsContent":{"212659":"How many?"}},
          {"type":"MultipleChoiceQuestionBlock","jsKey":"b3","customData":{"label":"ready","branching":1,"choices":["Yes","No"]},"audioFiles":[],"smsContent":{"212659":"Ready?"}},
          {"type":"MessageBlock","jsKey":"b4","customData":{"title":"","label":""},"audioFiles":[],"smsContent":{"212659":"Thank you, @(flow.employee_id)."}}],
         "connections":[
          {"startBlockKey":"b1","outputKey":"b1_node_1","endBlockKey":"b2"},
          {"startBlockKey":"b2","outputKey":"b2_node_1","endBlockKey":"b3"},
          {"startBlockKey":"b3","outputKey":"b3_node_1","endBlockKey":"b4"},
          {"startBlockKey":"b3","outputKey":"b3_node_2","endBlockKey":"b2"}]}
        """)!;
}
