using Mhero.Core.Floip.Flows;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>
/// The part of <c>vendor_metadata</c> in which mHero keeps what the Flow Specification has no place for. It is used only as long as the
/// standard part of the blocks is what mHero wrote; a change by another tool counts.
/// </summary>
internal static class VendorData
{
    /// <summary>mHero's key in <c>vendor_metadata</c>.</summary>
    public const string Key = "org_mhero";

    /// <summary>The specification's own key in the <c>vendor_metadata</c> of a block; the published schema requires it there.</summary>
    public const string Floip = "floip";

    /// <summary>The node of RapidPro, on the first block that was made of it.</summary>
    public const string Node = "node";

    /// <summary>The UUID of the node, on each block that was made of it.</summary>
    public const string NodeUuid = "node_uuid";

    /// <summary>The hash of the standard part, beside <see cref="Node"/>.</summary>
    public const string Fingerprint = "fingerprint";

    /// <summary>The flow of RapidPro without its nodes, on a flow.</summary>
    public const string Flow = "flow";

    /// <summary>The export of RapidPro without its flows, on a container.</summary>
    public const string Export = "export";

    /// <summary>mHero's part; null for none.</summary>
    public static JsonObject? Of(JsonObject? metadata) => metadata?[Key] as JsonObject;

    /// <summary>How FLOIP's flow builder shows the exits of a block.</summary>
    public static JsonObject BranchingOf(FlowBlock block) =>
        new() { ["ui_metadata"] = new JsonObject { ["branching_type"] = block.Exits.Count > 1 ? "EXIT_PER_CHOICE" : "UNIFIED" } };

    /// <summary>The hash of the standard part of blocks and the resources that they use.</summary>
    public static string FingerprintOf(IEnumerable<FlowBlock> blocks, IReadOnlyDictionary<string, IReadOnlyList<ResourceValue>> resources)
    {
        var text = new StringBuilder();
        foreach (var block in blocks)
        {
            var config = block.Config.ToJsonString();
            text.Append(block.Uuid).Append(block.Name).Append(block.Type).Append(config).AppendJoin(';', block.Exits);
            foreach (var (uuid, values) in resources.Where(r => config.Contains(r.Key, StringComparison.Ordinal)).OrderBy(r => r.Key, StringComparer.Ordinal))
            {
                text.Append(uuid).AppendJoin(';', values.Select(v => $"{v.LanguageId}|{v.ContentType}|{v.Value}"));
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
