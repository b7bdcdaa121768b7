namespace Mhero.Simulator.Engine.Program;

/// <summary>Where a node leads; nowhere ends the run.</summary>
internal sealed record ProgramExit(string Uuid, Guid? Destination);
