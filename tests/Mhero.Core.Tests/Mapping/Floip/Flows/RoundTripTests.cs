using Mhero.Core.Floip;
using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Floip.Flows;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Tests.Mapping.Floip.Flows;

public class RoundTripTests
{
    public static TheoryData<string> Files => [.. FlowFiles.All.Select(f => f.Name)];

    [Fact]
    public void Files_OfExamplesAndRecordings_AreFound() => Assert.True(FlowFiles.All.Count > 10, $"Only {FlowFiles.All.Count} files with flows were found.");

    [Theory]
    [MemberData(nameof(Files))]
    public void Map_ToFloipAndBack_GivesTheSameNodes(string name)
    {
        var export = FlowFiles.ExportNamed(name);
        var back = ContainerToFlows.Map(Reread(FlowToContainer.Map(export).Value)).Value;

        foreach (var (before, after) in FlowsOf(export).Zip(FlowsOf(back)))
        {
            Assert.True(JsonNode.DeepEquals(before["nodes"], after["nodes"]), before["name"]!.ToString());
            Assert.True(JsonNode.DeepEquals(before["localization"], after["localization"]), before["name"]!.ToString());
            Assert.Equal(before["uuid"]!.ToString(), after["uuid"]!.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Map_ToFloip_KeepsTheRulesOfTheSpecification(string name)
    {
        var container = FlowToContainer.Map(FlowFiles.ExportNamed(name)).Value;
        var (read, issues) = ContainerReader.Read(Encoding.UTF8.GetBytes(ContainerWriter.Write(container)));

        Assert.Empty(issues);
        Assert.All(read.Flows, flow =>
        {
            Assert.Contains(flow.Blocks, b => b.Uuid == flow.FirstBlockId);
            Assert.Equal(flow.Blocks.Count, flow.Blocks.Select(b => b.Uuid).Distinct().Count());
            Assert.All(flow.Blocks, block =>
            {
                Assert.Matches("^[A-Za-z0-9_]+$", block.Name);
                Assert.True(block.Exits[^1].IsDefault);
                Assert.Single(block.Exits, e => e.IsDefault);
                Assert.Equal(block.Exits.Count, block.Exits.Select(e => e.Uuid).Distinct().Count());
            });
            var used = flow.Blocks.SelectMany(b => ResourcesOf(b.Config)).ToList();
            Assert.All(used, uuid => Assert.True(flow.Resources.ContainsKey(uuid), uuid));
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Map_BackWithoutVendorMetadata_GivesAFlowThatRapidProReads(string name)
    {
        var (back, _) = ContainerToFlows.Map(Stripped(Reread(FlowToContainer.Map(FlowFiles.ExportNamed(name)).Value)));
        var export = FlowExport.Read(Encoding.UTF8.GetBytes(back.ToJsonString()));

        Assert.Empty(export.Refused);
        Assert.All(export.Flows, flow =>
        {
            var nodes = flow.Nodes.Select(n => n.Uuid).ToHashSet();
            Assert.All(flow.Nodes.SelectMany(n => n.Exits).Where(e => e.DestinationUuid is not null), e => Assert.Contains(e.DestinationUuid!, nodes));
        });
    }

    [Fact]
    public void Map_ContainerThatAnotherToolChanged_TakesTheChange()
    {
        var container = Reread(FlowToContainer.Map(FlowFiles.All[0].Export).Value);
        var flow = container.Flows[0];
        var message = flow.Blocks.First(b => b.Config["prompt"] is not null);
        var prompt = message.Config["prompt"]!.ToString();
        var resources = flow.Resources.ToDictionary(r => r.Key, r => r.Key == prompt ? [r.Value[0] with { Value = "Changed elsewhere" }] : r.Value);
        var back = ContainerToFlows.Map(container with { Flows = [flow with { Resources = resources }, .. container.Flows.Skip(1)] }).Value;

        Assert.Contains("Changed elsewhere", back.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send_email", FloipCodes.NotInSpecification)]
    [InlineData("open_ticket", FloipCodes.NotInSpecification)]
    public void Map_ActionWithoutABlock_IsReportedWithItsNodeAndRestored(string type, string code)
    {
        var flow = JsonNode.Parse($$"""{"uuid":"4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01","name":"F","language":"eng","nodes":[{"uuid":"5b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01","actions":[{"uuid":"a","type":"{{type}}","subject":"x"}],"exits":[{"uuid":"e"}]}]}""")!.AsObject();
        var (container, issues) = FlowToContainer.Map(flow);

        Assert.Contains(issues, i => i.Code == code && i.Path == "nodes.5b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01");
        Assert.True(JsonNode.DeepEquals(flow["nodes"], FlowsOf(ContainerToFlows.Map(Reread(container)).Value).Single()["nodes"]));
    }

    internal static FlowContainer Reread(FlowContainer container) => ContainerReader.Read(Encoding.UTF8.GetBytes(ContainerWriter.Write(container))).Container;

    internal static FlowContainer Stripped(FlowContainer container) => container with
    {
        VendorMetadata = null,
        Flows = [.. container.Flows.Select(f => f with { VendorMetadata = null, Blocks = [.. f.Blocks.Select(b => b with { VendorMetadata = null })] })],
    };

    private static IEnumerable<JsonObject> FlowsOf(JsonObject export) =>
        export["flows"] is JsonArray flows ? flows.OfType<JsonObject>().Where(f => f["nodes"] is JsonArray) : [export];

    private static IEnumerable<string> ResourcesOf(JsonObject config) =>
        new[] { config["prompt"] }.Concat((config["choices"] as JsonArray ?? []).Select(c => c?["prompt"])).OfType<JsonValue>().Select(v => v.ToString());
}
