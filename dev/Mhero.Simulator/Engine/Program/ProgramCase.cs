namespace Mhero.Simulator.Engine.Program;

/// <summary>A case of a switch router.</summary>
internal sealed record ProgramCase(string Uuid, string Type, string[] Arguments, string Category);
