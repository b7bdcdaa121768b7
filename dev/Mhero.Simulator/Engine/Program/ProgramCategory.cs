namespace Mhero.Simulator.Engine.Program;

/// <summary>A category of a router.</summary>
internal sealed record ProgramCategory(string Uuid, string Name, string? Exit);
