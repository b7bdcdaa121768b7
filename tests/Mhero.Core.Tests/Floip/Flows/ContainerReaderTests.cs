using Mhero.Core.Floip;
using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Floip.Flows;

namespace Mhero.Core.Tests.Floip.Flows;

public class ContainerReaderTests
{
    /// <summary>As the first release candidate has it: resources in the container, choices by name, exits with tag and label, lower case.</summary>
    private const string First = """
        {"specification_version":"1.0.0-rc1","uuid":"c","name":"C","resources":[
          {"uuid":"r1","values":[{"language_id":"eng","content_type":["text"],"modes":["sms"],"value":"Sex?"}]},
          {"uuid":"r2","values":[{"language_id":"eng","content_type":"text","modes":["sms"],"value":"Age?"}]}],
         "flows":[{"uuid":"f","name":"F","interaction_timeout":600,"supported_modes":["sms"],"languages":[{"id":"eng"}],"blocks":[
          {"uuid":"b1","name":"sex","type":"MobilePrimitives.SelectOneResponse","config":{"prompt":"r1","choices":{"female":"x","male":"y"}},
           "exits":[{"uuid":"e1","tag":"m","label":"Male","test":"block.value = \"male\"","destination_block":"b2"},{"uuid":"e2","tag":"Default","label":"Default","destination_block":null}]},
          {"uuid":"b2","name":"age","type":"MobilePrimitives.NumericResponse","config":{"prompt":"r2","validation_minimum":0,"validation_maximum":110,"set_contact_property":{"property_key":"age","property_value":"@block.value"}},
           "exits":[{"uuid":"e3","tag":"Default","label":"Default","destination_block":"gone"},{"uuid":"e4","tag":"Error","label":"Error","destination_block":null}]}]}]}
        """;

    [Fact]
    public void Read_FirstReleaseCandidate_IsInTheFormOfTheFourth()
    {
        var (container, issues) = Read(First);

        var flow = Assert.Single(container.Flows);
        Assert.Equal(("b1", 600L), (flow.FirstBlockId, flow.InteractionTimeout));
        Assert.Equal(new[] { "SMS" }, flow.SupportedModes);
        Assert.Equal(("TEXT", "Sex?"), (flow.Resources["r1"][0].ContentType, flow.Resources["r1"][0].Value));
        Assert.Equal(["female", "male"], flow.Blocks[0].Config["choices"]!.AsArray().Select(c => c!["name"]!.ToString()));
        Assert.IsType<JsonArray>(flow.Blocks[1].Config["set_contact_property"]);
        Assert.Equal(["Male", "Default"], flow.Blocks[0].Exits.Select(e => e.Name));
        Assert.Null(flow.Blocks[1].Exits[^1].Destination);
        Assert.Equal(3, issues.Count(i => i.Code == FloipCodes.BlockIncomplete));
    }

    [Fact]
    public void Map_FirstReleaseCandidate_GivesAFlowWithMenuAndRange()
    {
        var flow = ContainerToFlows.Map(Read(First).Container).Value["flows"]![0]!;
        var nodes = flow["nodes"]!.AsArray();

        Assert.Equal("10", flow["expire_after_minutes"]!.ToString());
        Assert.Equal("Sex?", nodes[0]!["actions"]![0]!["text"]!.ToString());
        Assert.Equal(["has_only_phrase", "has_number_eq", "has_only_phrase", "has_number_eq"], nodes[0]!["router"]!["cases"]!.AsArray().Select(c => c!["type"]!.ToString()));
        Assert.Equal(["female", "male", "Other"], nodes[0]!["router"]!["categories"]!.AsArray().Select(c => c!["name"]!.ToString()));
        Assert.Equal(["has_number_between"], nodes[1]!["router"]!["cases"]!.AsArray().Select(c => c!["type"]!.ToString()));
        Assert.Equal("age", nodes[1]!["router"]!["result_name"]!.ToString());
    }

    [Theory]
    [InlineData("""{"id":1,"treeSetId":2,"details":{},"blocks":[],"connections":[]}""", FloipCodes.ViamoTree)]
    [InlineData("""{"version":"13","flows":[]}""", FloipCodes.NotAContainer)]
    [InlineData("""{"specification_version":"1.0.0-rc4"}""", FloipCodes.NotAContainer)]
    [InlineData("{", FloipCodes.NotJson)]
    public void Read_SomethingElse_IsRefusedByItsName(string json, string code) =>
        Assert.Equal(code, Assert.Throws<FloipException>(() => Read(json)).Code);

    private static ContainerReading Read(string json) => ContainerReader.Read(Encoding.UTF8.GetBytes(json));
}
