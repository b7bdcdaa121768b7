using Mhero.Core.Floip.Json;

namespace Mhero.Core.Floip.Flows;

/// <summary>Reads Flow Specification containers of 1.0.0-rc1 to rc4, bare or in the envelope of JSON:API, into the form of rc4.</summary>
public static class ContainerReader
{
    /// <summary>Whether a document is a container or an internal export of Viamo, by its keys.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    public static bool IsContainer(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = LooseJson.Parse(json);
            var root = RootOf(document.RootElement);
            return LooseJson.Find(root, "specification_version") is not null || IsViamoTree(root);
        }
        catch (FloipException)
        {
            return false;
        }
    }

    /// <summary>Whether a document is an internal export of Viamo: a tree with blocks and connections.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    public static bool IsViamoTree(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = LooseJson.Parse(json);
            return IsViamoTree(document.RootElement);
        }
        catch (FloipException)
        {
            return false;
        }
    }

    /// <summary>Reads a container.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <returns>The container and the findings.</returns>
    /// <exception cref="FloipException">It is not JSON, or not a container.</exception>
    public static ContainerReading Read(ReadOnlyMemory<byte> json)
    {
        using var document = LooseJson.Parse(json, allowDuplicates: false);
        var root = RootOf(document.RootElement);
        if (IsViamoTree(root))
        {
            throw new FloipException(
                FloipCodes.ViamoTree,
                "This is an internal export of Viamo (a tree with blocks and connections), which is not FLOIP. Convert it first, or export the flow from Viamo as a Flow Specification container.");
        }

        if (LooseJson.Find(root, "flows") is not { ValueKind: JsonValueKind.Array } flows || LooseJson.Find(root, "specification_version") is null)
        {
            throw new FloipException(FloipCodes.NotAContainer, "This is not a Flow Specification container: specification_version or the list of flows is missing.");
        }

        var issues = new List<FloipIssue>();
        var shared = new Dictionary<string, IReadOnlyList<ResourceValue>>(StringComparer.Ordinal);
        ResourceReader.Read(LooseJson.Find(root, "resources"), shared);
        return new ContainerReading(
            new FlowContainer
            {
                Uuid = LooseJson.FindText(root, "uuid") ?? "",
                Name = LooseJson.FindText(root, "name") ?? "",
                Description = LooseJson.FindText(root, "description"),
                VendorMetadata = ObjectOf(root, "vendor_metadata"),
                Flows = [.. flows.EnumerateArray().Where(f => f.ValueKind == JsonValueKind.Object).Select(f => ReadFlow(f, shared, issues))],
            },
            issues);
    }

    internal static JsonObject? ObjectOf(JsonElement element, string key) => LooseJson.FindObject(element, key) is { } found ? JsonObject.Create(found.Clone()) : null;

    private static JsonElement RootOf(JsonElement root) =>
        LooseJson.FindObject(root, "data") is { } data ? LooseJson.FindObject(data, "attributes") ?? data : root;

    private static bool IsViamoTree(JsonElement root) =>
        LooseJson.Find(root, "specification_version") is null
        && LooseJson.Find(root, "blocks") is { ValueKind: JsonValueKind.Array }
        && LooseJson.Find(root, "connections") is { ValueKind: JsonValueKind.Array };

    private static ContainerFlow ReadFlow(JsonElement flow, Dictionary<string, IReadOnlyList<ResourceValue>> shared, List<FloipIssue> issues)
    {
        var uuid = LooseJson.FindText(flow, "uuid") ?? "";
        var resources = new Dictionary<string, IReadOnlyList<ResourceValue>>(shared, StringComparer.Ordinal);
        ResourceReader.Read(LooseJson.Find(flow, "resources"), resources);
        var blocks = LooseJson.FindItems(flow, "blocks").Where(b => b.ValueKind == JsonValueKind.Object).Select(b => BlockReader.Read(b, issues)).ToList();
        var known = blocks.Select(b => b.Uuid).ToHashSet(StringComparer.Ordinal);
        foreach (var exit in blocks.SelectMany(b => b.Exits).Where(e => e.Destination is not null && !known.Contains(e.Destination)))
        {
            issues.Add(new FloipIssue(FloipCodes.BlockIncomplete, "exits." + exit.Uuid, "The exit leads to a block that the flow does not have; the flow ends there. Correct destination_block."));
        }

        var first = LooseJson.FindText(flow, "first_block_id");
        if (first is null || !known.Contains(first))
        {
            issues.Add(new FloipIssue(FloipCodes.BlockIncomplete, "flows." + uuid, "The flow does not name its first block; the first block of the list was used. Set first_block_id."));
            first = blocks.Count > 0 ? blocks[0].Uuid : "";
        }

        return new ContainerFlow
        {
            Uuid = uuid,
            Name = LooseJson.FindText(flow, "name") ?? LooseJson.FindText(flow, "label") ?? "",
            LastModified = LooseJson.FindText(flow, "last_modified"),
            InteractionTimeout = long.TryParse(LooseJson.FindText(flow, "interaction_timeout"), out var seconds) ? seconds : null,
            SupportedModes = [.. LooseJson.FindItems(flow, "supported_modes").Select(LooseJson.Text).OfType<string>().Select(m => m.ToUpperInvariant())],
            FirstBlockId = first,
            Languages = [.. LooseJson.FindItems(flow, "languages").Select(ReadLanguage).OfType<FlowLanguage>()],
            Blocks = [.. blocks.Select(b => b with { Exits = [.. b.Exits.Select(e => e.Destination is not null && !known.Contains(e.Destination) ? e with { Destination = null } : e)] })],
            Resources = resources,
            VendorMetadata = ObjectOf(flow, "vendor_metadata"),
        };
    }

    private static FlowLanguage? ReadLanguage(JsonElement language) =>
        LooseJson.Text(language) is { } code ? new FlowLanguage(code, code, null)
        : (LooseJson.FindText(language, "id") ?? LooseJson.FindText(language, "iso_639_3")) is { } id ? new FlowLanguage(id, LooseJson.FindText(language, "iso_639_3"), LooseJson.FindText(language, "label"))
        : null;
}
