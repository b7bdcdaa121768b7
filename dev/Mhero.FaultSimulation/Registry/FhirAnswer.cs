using System.Text.Json.Nodes;

namespace Mhero.FaultSimulation.Registry;

/// <summary>An answer of the server.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body as JSON; null for none.</param>
internal sealed record FhirAnswer(int Status, string? Body = null)
{
    public string? Version { get; init; }

    public string? Location { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    public static FhirAnswer Refusal(int status, string code) => new(status, new JsonObject
    {
        ["resourceType"] = "OperationOutcome",
        ["issue"] = new JsonArray(new JsonObject { ["severity"] = "error", ["code"] = code }),
    }.ToJsonString());
}
