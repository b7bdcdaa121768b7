using Mhero.Core.Floip.Json;

namespace Mhero.Core.Floip.Flows;

/// <summary>Reads blocks of any version into the form of rc4.</summary>
internal static class BlockReader
{
    public static FlowBlock Read(JsonElement block, List<FloipIssue> issues)
    {
        var uuid = LooseJson.FindText(block, "uuid") ?? "";
        var type = LooseJson.FindText(block, "type") ?? "";

        // The flow runner's own name.
        type = type == "MobilePrimitives.SelectManyResponse" ? BlockTypes.SelectMany : type == "Core.RunBlock" ? BlockTypes.RunFlow : type;
        return new FlowBlock
        {
            Uuid = uuid,
            Name = LooseJson.FindText(block, "name") ?? "",
            Label = LooseJson.FindText(block, "label"),
            Type = type,
            Config = ConfigOf(ContainerReader.ObjectOf(block, "config") ?? []),
            Exits = ExitsOf(uuid, block, issues),
            VendorMetadata = ContainerReader.ObjectOf(block, "vendor_metadata"),
        };
    }

    private static JsonObject ConfigOf(JsonObject config)
    {
        if (config["set_contact_property"] is JsonObject property)
        {
            config.Remove("set_contact_property");
            config["set_contact_property"] = new JsonArray(property);
        }

        if (config["groups"] is null && config["group_key"] is { } key)
        {
            config["groups"] = new JsonArray(new JsonObject { ["group_key"] = key.DeepClone(), ["group_name"] = config["group_name"]?.DeepClone() });
            config.Remove("group_key");
            config.Remove("group_name");
        }

        if (config["prompt"] is null && config["message"] is JsonValue message)
        {
            config["prompt"] = message.DeepClone();
            config.Remove("message");
        }

        config["choices"] = ChoicesOf(config["choices"]);
        if (config["choices"] is null)
        {
            config.Remove("choices");
        }

        return config;
    }

    /// <summary>A list since rc3; before, an object of resources by the choices' names.</summary>
    private static JsonArray? ChoicesOf(JsonNode? choices)
    {
        if (choices is JsonObject byName)
        {
            return [.. byName.Select(c => (JsonNode)new JsonObject { ["name"] = c.Key, ["prompt"] = c.Value?.DeepClone() })];
        }

        if (choices is not JsonArray list)
        {
            return null;
        }

        var read = (JsonArray)list.DeepClone();
        foreach (var choice in read.OfType<JsonObject>())
        {
            if (choice["text_tests"] is null && choice["test"] is JsonValue test)
            {
                choice["text_tests"] = new JsonArray(new JsonObject { ["test_expression"] = test.DeepClone() });
                choice.Remove("test");
            }
        }

        return read;
    }

    private static IReadOnlyList<BlockExit> ExitsOf(string block, JsonElement json, List<FloipIssue> issues)
    {
        var exits = new List<BlockExit>();
        var defaults = new List<BlockExit>();
        foreach (var exit in LooseJson.FindItems(json, "exits").Where(e => e.ValueKind == JsonValueKind.Object))
        {
            var test = LooseJson.FindText(exit, "test");
            var isDefault = LooseJson.FindText(exit, "default") is "true" or "True" || test is null;
            var read = new BlockExit(
                LooseJson.FindText(exit, "uuid") ?? "",
                LooseJson.FindText(exit, "name") ?? LooseJson.FindText(exit, "label") ?? LooseJson.FindText(exit, "tag") ?? "",
                LooseJson.FindText(exit, "destination_block"),
                isDefault ? null : test);
            (isDefault ? defaults : exits).Add(read);
        }

        if (defaults.Count != 1)
        {
            issues.Add(new FloipIssue(FloipCodes.BlockIncomplete, "blocks." + block, defaults.Count == 0
                ? "The block has no default exit; the flow ends where no test is true. Add an exit with default: true."
                : "The block has several exits without a test; the first one that leads somewhere was used. Leave one exit without a test."));
        }

        var chosen = defaults.Find(d => d.Destination is not null) ?? defaults.FirstOrDefault() ?? new BlockExit(Guid.Empty.ToString(), "Default", null, null);
        return [.. exits, chosen];
    }
}
