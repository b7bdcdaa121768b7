namespace Mhero.Simulator.Engine.Expressions;

/// <summary>A function by its name, as <c>foreach_value(results, extract_object, …)</c> hands it on.</summary>
internal sealed record XFunction(string Name);
