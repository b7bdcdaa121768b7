using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>Makes a RapidPro export (flow specification 13.1) of a Flow Specification container.</summary>
public static class ContainerToFlows
{
    private const string SpecificationVersion = "13.1.0";
    private const int SecondsPerMinute = 60;

    /// <summary>Makes the export.</summary>
    /// <param name="container">The container; it is not changed.</param>
    /// <returns>The export, and issues for what RapidPro has no place for, each with its block.</returns>
    public static MappingResult<JsonObject> Map(FlowContainer container)
    {
        var issues = new IssueCollector();
        var export = VendorData.Of(container.VendorMetadata)?[VendorData.Export] is JsonObject kept
            ? (JsonObject)kept.DeepClone()
            : new JsonObject { ["version"] = "13", ["site"] = "", ["campaigns"] = new JsonArray(), ["triggers"] = new JsonArray(), ["fields"] = new JsonArray(), ["groups"] = new JsonArray() };
        export["flows"] = new JsonArray([.. container.Flows.Select(f => (JsonNode)Map(f, issues))]);
        return new MappingResult<JsonObject>(export, issues.ToList());
    }

    private static JsonObject Map(ContainerFlow flow, IssueCollector issues)
    {
        var json = VendorData.Of(flow.VendorMetadata)?[VendorData.Flow] is JsonObject kept
            ? (JsonObject)kept.DeepClone()
            : new JsonObject
            {
                ["spec_version"] = SpecificationVersion,
                ["type"] = flow.SupportedModes is ["IVR"] ? "voice" : "messaging",
                ["language"] = flow.Languages.Count == 0 ? "und" : flow.Languages[0].Iso ?? flow.Languages[0].Id,
                ["revision"] = 1,
                ["localization"] = new JsonObject(),
            };
        json["uuid"] = RapidProIds.AsVersion4(flow.Uuid);
        json["name"] = flow.Name;
        if (flow.InteractionTimeout is { } seconds and > 0)
        {
            json["expire_after_minutes"] = (seconds + SecondsPerMinute - 1) / SecondsPerMinute;
        }

        var localization = json["localization"] as JsonObject ?? [];
        if (localization.Parent is null)
        {
            json["localization"] = localization;
        }

        json["nodes"] = new JsonArray([.. NodesOf(flow, localization, issues)]);
        return json;
    }

    private static IEnumerable<JsonNode> NodesOf(ContainerFlow flow, JsonObject localization, IssueCollector issues)
    {
        var chains = flow.Blocks.GroupBy(b => FlowNodeJson.Text(VendorData.Of(b.VendorMetadata), VendorData.NodeUuid) ?? b.Uuid).ToList();

        // A run begins at the first node.
        foreach (var chain in chains.OrderByDescending(c => c.Any(b => b.Uuid == flow.FirstBlockId)))
        {
            var data = VendorData.Of(chain.First().VendorMetadata);
            if (data?[VendorData.Node] is JsonObject node && FlowNodeJson.Text(data, VendorData.Fingerprint) == VendorData.FingerprintOf(chain, flow.Resources))
            {
                yield return node.DeepClone();
                continue;
            }

            foreach (var block in chain)
            {
                yield return new BlockNode(block, flow, localization, issues).Build();
            }
        }
    }
}
