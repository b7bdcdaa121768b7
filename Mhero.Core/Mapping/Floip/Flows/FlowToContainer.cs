using Mhero.Core.Floip;
using Mhero.Core.Floip.Flows;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>Makes a Flow Specification container of RapidPro's flow definitions (specification 13 and 14).</summary>
public static class FlowToContainer
{
    private const int SecondsPerMinute = 60;

    /// <summary>Makes a container of an export, or of one definition.</summary>
    /// <param name="export">The export, as RapidPro writes it; it is not changed.</param>
    /// <returns>The container, and issues for what the specification has no place for, each with its node.</returns>
    public static MappingResult<FlowContainer> Map(JsonObject export)
    {
        var issues = new IssueCollector();
        var isOne = export["nodes"] is JsonArray;
        var flows = isOne ? [export] : (export["flows"] as JsonArray)?.OfType<JsonObject>().Where(f => f["nodes"] is JsonArray).ToList() ?? [];
        var rest = isOne ? null : Without(export, "flows");
        var container = new FlowContainer
        {
            Uuid = RapidProIds.Derive("container", string.Join(',', flows.Select(f => FlowNodeJson.Text(f, "uuid")))),
            Name = flows.Count > 0 ? FlowNodeJson.Text(flows[0], "name") ?? "" : "",
            Flows = [.. flows.Select(f => Map(f, issues))],
            VendorMetadata = new JsonObject { [VendorData.Key] = new JsonObject { [VendorData.Export] = rest } },
        };
        return new MappingResult<FlowContainer>(container, issues.ToList());
    }

    private static ContainerFlow Map(JsonObject flow, IssueCollector issues)
    {
        var resources = new FlowResources(flow);
        var names = new BlockNames();
        var blocks = new List<FlowBlock>();
        foreach (var node in FlowNodeJson.Objects(flow, "nodes"))
        {
            var chain = new NodeBlocks(node, resources, names, issues).Build();
            var fingerprint = VendorData.FingerprintOf(chain, resources.All);
            blocks.AddRange(chain.Select((block, i) => block with
            {
                VendorMetadata = new JsonObject
                {
                    [VendorData.Floip] = VendorData.BranchingOf(block),
                    [VendorData.Key] = i > 0
                        ? new JsonObject { [VendorData.NodeUuid] = FlowNodeJson.Text(node, "uuid") }
                        : new JsonObject { [VendorData.NodeUuid] = FlowNodeJson.Text(node, "uuid"), [VendorData.Fingerprint] = fingerprint, [VendorData.Node] = node.DeepClone() },
                },
            }));
        }

        if (FlowNodeJson.Text(flow, "type") == "voice")
        {
            issues.Inform(FloipCodes.NotInSpecification, "flow", "The flow is a voice flow; keys that are pressed are kept in vendor_metadata alone.");
        }

        return new ContainerFlow
        {
            Uuid = FlowNodeJson.Text(flow, "uuid") ?? "",
            Name = FlowNodeJson.Text(flow, "name") ?? "",
            LastModified = FlowNodeJson.Text(flow, "modified_on"),
            InteractionTimeout = long.TryParse(FlowNodeJson.Text(flow, "expire_after_minutes"), out var minutes) ? minutes * SecondsPerMinute : null,
            SupportedModes = FlowNodeJson.Text(flow, "type") == "voice" ? ["IVR"] : ["SMS", "TEXT", "RICH_MESSAGING"],
            FirstBlockId = blocks.Count > 0 ? blocks[0].Uuid : "",
            Languages = resources.Languages,
            Blocks = blocks,
            Resources = resources.All,
            VendorMetadata = new JsonObject { [VendorData.Key] = new JsonObject { [VendorData.Flow] = Without(flow, "nodes") } },
        };
    }

    private static JsonObject Without(JsonObject json, string key)
    {
        var copy = (JsonObject)json.DeepClone();
        copy.Remove(key);
        return copy;
    }
}
