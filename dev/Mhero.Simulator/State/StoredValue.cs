namespace Mhero.Simulator.State;

/// <summary>A result of a run.</summary>
internal sealed record StoredValue(string Key, string Name, string Value, string? Category, string? Input, Guid Node, long Time);
