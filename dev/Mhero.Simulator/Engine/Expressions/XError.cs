namespace Mhero.Simulator.Engine.Expressions;

/// <summary>A value that could not be worked out. It renders as nothing, and the flow goes on.</summary>
internal sealed record XError(string Message);
