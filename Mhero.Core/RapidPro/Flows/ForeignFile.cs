namespace Mhero.Core.RapidPro.Flows;

/// <summary>Recognizes files of other systems that are passed in place of an export of RapidPro, so that the message can name them.</summary>
internal static class ForeignFile
{
    /// <summary>The kind of file; null when it is not recognised as another system's.</summary>
    public static string? NameOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (root.TryGetProperty("specification_version", out _)
            || (root.TryGetProperty("flows", out var flows) && flows.ValueKind == JsonValueKind.Array && flows.EnumerateArray().Any(HasBlocks)))
        {
            return "a FLOIP container (Flow Specification, with blocks)";
        }

        if (HasBlocks(root))
        {
            return "a flow of a FLOIP container (Flow Specification, with blocks)";
        }

        if (root.TryGetProperty("profile", out var profile) && profile.ValueKind == JsonValueKind.String && (profile.GetString() is "flow-results-package" or "data-package"))
        {
            return "a FLOIP Flow Results package";
        }

        if (root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            && data.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && (type.GetString() is "packages" or "flow-results-data"))
        {
            return "a FLOIP Flow Results package";
        }

        if (root.TryGetProperty("tree", out _) || root.TryGetProperty("tree_set_id", out _) || (root.TryGetProperty("data", out data)
            && data.ValueKind == JsonValueKind.Object && (data.TryGetProperty("tree", out _) || data.TryGetProperty("trees", out _))))
        {
            return "a Viamo tree";
        }

        return root.TryGetProperty("resourceType", out _) ? "a FHIR resource" : null;
    }

    private static bool HasBlocks(JsonElement flow) => flow.ValueKind == JsonValueKind.Object && flow.TryGetProperty("blocks", out var blocks) && blocks.ValueKind == JsonValueKind.Array;
}
