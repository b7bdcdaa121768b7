namespace Mhero.Bench.Load.Children;

/// <summary>A line to a child.</summary>
internal sealed record ChildRequest(string Command, JsonElement Arguments);
