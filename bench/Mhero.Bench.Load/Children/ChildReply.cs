namespace Mhero.Bench.Load.Children;

/// <summary>A line from a child.</summary>
internal sealed record ChildReply(JsonElement Result, string? Error);
