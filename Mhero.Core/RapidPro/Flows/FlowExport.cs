namespace Mhero.Core.RapidPro.Flows;

/// <summary>
/// Flow definitions as RapidPro's export file holds them and as <c>GET /api/v2/definitions.json</c> answers. Campaigns,
/// triggers, fields and groups in it are skipped.
/// </summary>
/// <param name="Version">The version of the export's form (<c>13</c>), not of the flows; null when the file does not give it.</param>
/// <param name="Site">The RapidPro that it comes from; null when the file does not give it.</param>
/// <param name="Flows">The flows that could be read, in the file's order.</param>
/// <param name="Refused">The flows that could not, in the file's order, each with the reason.</param>
public sealed record FlowExport(string? Version, string? Site, IReadOnlyList<FlowDefinition> Flows, IReadOnlyList<RefusedFlow> Refused)
{
    /// <summary>Reads an export.</summary>
    /// <param name="json">UTF-8 with or without a byte order mark, UTF-16 or UTF-32; an export, or one definition alone.</param>
    /// <returns>What could be read, and what could not.</returns>
    /// <exception cref="FlowExportException">It is not JSON, or not an object with a list of <c>flows</c>.</exception>
    public static FlowExport Read(ReadOnlySpan<byte> json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(FlowJsonText.ToUtf8(json), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            throw new FlowExportException(
                RapidProInputCodes.NotAnExport, $"This is not JSON without repeated members. Export the flows in RapidPro and pass that file. {exception.Message}", exception);
        }

        using (document)
        {
            return Read(document.RootElement);
        }
    }

    /// <summary>Reads an export that is parsed already; nothing of what it gives needs the document any longer.</summary>
    internal static FlowExport Read(JsonElement root)
    {
        if (IsDefinition(root))
        {
            return FlowReader.TryRead(root, out var single, out var fault)
                ? new FlowExport(null, null, [single], [])
                : new FlowExport(null, null, [], [fault]);
        }

        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("flows", out var flows)
            || flows.ValueKind != JsonValueKind.Array
            || ForeignFile.NameOf(root) is not null)
        {
            throw new FlowExportException(RapidProInputCodes.NotAnExport, ForeignFile.NameOf(root) is { } name
                ? $"This is {name}, not a RapidPro export. Pass the file that RapidPro exports, {{\"version\": \"13\", \"flows\": [...]}}, or one flow definition."
                : "This JSON has no list of flows, so it is not an export. Export the flows in RapidPro and pass that file, {\"version\": \"13\", \"flows\": [...]}, or pass one flow definition with its nodes.");
        }

        List<FlowDefinition> read = [];
        List<RefusedFlow> refused = [];
        foreach (var flow in flows.EnumerateArray())
        {
            if (FlowReader.TryRead(flow, out var definition, out var refusal))
            {
                read.Add(definition);
            }
            else
            {
                refused.Add(refusal);
            }
        }

        return new FlowExport(FlowReader.Scalar(root, "version"), FlowReader.Scalar(root, "site"), read, refused);
    }

    /// <summary>Whether it is one flow's definition and no list of them.</summary>
    private static bool IsDefinition(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && !root.TryGetProperty("flows", out _)
        && root.TryGetProperty("nodes", out var nodes) && nodes.ValueKind == JsonValueKind.Array
        && root.TryGetProperty("uuid", out _)
        && ForeignFile.NameOf(root) is null;
}
