using System.Text.Encodings.Web;

namespace Mhero.Core.Floip.Flows;

/// <summary>Writes containers of 1.0.0-rc4.</summary>
public static class ContainerWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The specification requires a time, and exports of RapidPro have none.</summary>
    private const string NeverModified = "1970-01-01T00:00:00Z";

    /// <summary>Writes a container.</summary>
    /// <param name="container">The container.</param>
    /// <returns>JSON, indented.</returns>
    public static string Write(FlowContainer container) =>
        Present(new JsonObject
        {
            ["specification_version"] = FlowContainer.WrittenVersion,
            ["uuid"] = container.Uuid,
            ["name"] = container.Name,
            ["description"] = container.Description ?? "",
            ["vendor_metadata"] = container.VendorMetadata?.DeepClone(),
            ["flows"] = new JsonArray([.. container.Flows.Select(Write)]),
        }).ToJsonString(Indented);

    private static JsonObject Write(ContainerFlow flow) => Present(new JsonObject
    {
        ["uuid"] = flow.Uuid,
        ["name"] = flow.Name,
        ["label"] = flow.Name,
        ["last_modified"] = flow.LastModified ?? NeverModified,
        ["interaction_timeout"] = flow.InteractionTimeout ?? 0,
        ["supported_modes"] = Texts(flow.SupportedModes),
        ["first_block_id"] = flow.FirstBlockId,
        ["languages"] = new JsonArray([.. flow.Languages.Select(l => Present(new JsonObject { ["id"] = l.Id, ["label"] = l.Label, ["iso_639_3"] = l.Iso ?? l.Id }))]),
        ["blocks"] = new JsonArray([.. flow.Blocks.Select(Write)]),
        ["resources"] = new JsonArray([.. flow.Resources.Select(r => new JsonObject { ["uuid"] = r.Key, ["values"] = new JsonArray([.. r.Value.Select(Write)]) })]),
        ["vendor_metadata"] = flow.VendorMetadata?.DeepClone(),
    });

    private static JsonObject Write(FlowBlock block) => Present(new JsonObject
    {
        ["uuid"] = block.Uuid,
        ["name"] = block.Name,
        ["label"] = block.Label,
        ["type"] = block.Type,
        ["config"] = block.Config.DeepClone(),
        ["exits"] = new JsonArray([.. block.Exits.Select(Write)]),
        ["ui_metadata"] = new JsonObject { ["canvas_coordinates"] = new JsonObject { ["x"] = 0, ["y"] = 0 } },
        ["vendor_metadata"] = block.VendorMetadata?.DeepClone(),
    });

    private static JsonObject Write(BlockExit exit)
    {
        var json = new JsonObject { ["uuid"] = exit.Uuid, ["name"] = exit.Name };
        if (exit.Destination is not null)
        {
            // The published schema takes no null.
            json["destination_block"] = exit.Destination;
        }

        if (exit.IsDefault)
        {
            json["default"] = true;
        }
        else
        {
            json["test"] = exit.Test;
        }

        return json;
    }

    private static JsonObject Write(ResourceValue value) => Present(new JsonObject
    {
        ["language_id"] = value.LanguageId,
        ["content_type"] = value.ContentType,
        ["mime_type"] = value.MimeType,
        ["modes"] = Texts(value.Modes),
        ["value"] = value.Value,
    });

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode?)JsonValue.Create(t))];

    private static JsonObject Present(JsonObject json)
    {
        foreach (var key in json.Where(p => p.Value is null).Select(p => p.Key).ToList())
        {
            json.Remove(key);
        }

        return json;
    }
}
