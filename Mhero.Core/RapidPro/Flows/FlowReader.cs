using System.Diagnostics.CodeAnalysis;

namespace Mhero.Core.RapidPro.Flows;

/// <summary>Reads one flow of an export, or gives the reason why it cannot.</summary>
internal static class FlowReader
{
    private const int FirstMajorVersion = 13;

    public static bool TryRead(JsonElement flow, [NotNullWhen(true)] out FlowDefinition? definition, [NotNullWhen(false)] out RefusedFlow? refused)
    {
        definition = null;
        refused = null;
        if (IsLegacy(flow))
        {
            refused = Refuse(flow, RapidProInputCodes.LegacyFlow,
                "This flow is of RapidPro's old engine. Open it in the flow editor and save it, which brings it up to date, then export it again; "
                + "if RapidPro is older than 5.0, upgrade it first.");
            return false;
        }

        if (flow.ValueKind != JsonValueKind.Object || !flow.TryGetProperty("nodes", out var nodes) || nodes.ValueKind != JsonValueKind.Array)
        {
            refused = Refuse(flow, RapidProInputCodes.UnreadableFlow,
                "This entry has no list of nodes, so it is not a flow definition. Open the flow in RapidPro, save it and export it again.");
            return false;
        }

        try
        {
            definition = flow.Deserialize(FlowJson.Default.FlowDefinition)!;
            return true;
        }
        catch (JsonException exception)
        {
            // The path holds keys of the file, UUIDs at most; the message might quote a text.
            refused = Refuse(flow, RapidProInputCodes.UnreadableFlow,
                $"The flow definition does not have the shape of one at {exception.Path ?? "$"}. Open the flow in RapidPro, save it and export it again.");
            return false;
        }
    }

    /// <summary>A member as text, whether the file has it as text or as a number.</summary>
    public static string? Scalar(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;

    // Up to version 11.12 a flow has action_sets and rule_sets, in the oldest exports inside a "definition".
    private static bool IsLegacy(JsonElement flow)
    {
        if (flow.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (flow.TryGetProperty("action_sets", out _) || flow.TryGetProperty("rule_sets", out _) || flow.TryGetProperty("definition", out _))
        {
            return true;
        }

        ReadOnlySpan<char> version = Scalar(flow, "spec_version") ?? Scalar(flow, "version");
        var dot = version.IndexOf('.');
        return int.TryParse(dot < 0 ? version : version[..dot], out var major) && major < FirstMajorVersion;
    }

    private static RefusedFlow Refuse(JsonElement flow, string code, string message)
    {
        var metadata = Inner(flow, "metadata");
        var definition = Inner(flow, "definition");
        var uuid = Scalar(flow, "uuid") ?? Scalar(metadata, "uuid") ?? Scalar(Inner(definition, "metadata"), "uuid");
        var name = Scalar(flow, "name") ?? Scalar(metadata, "name") ?? Scalar(Inner(definition, "metadata"), "name");
        return new RefusedFlow(Guid.TryParse(uuid, out var parsed) ? parsed : null, name, code, message);
    }

    private static JsonElement Inner(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}
