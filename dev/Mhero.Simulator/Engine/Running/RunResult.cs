namespace Mhero.Simulator.Engine.Running;

/// <summary>A result of a run, with the values that only the flow itself can see.</summary>
/// <param name="Name">The result's name.</param>
/// <param name="Value">The match, at most 640 characters.</param>
/// <param name="Category">The category in the flow's language; null for none.</param>
/// <param name="Localized">The category in the contact's language; empty without a translation.</param>
/// <param name="Input">The router's input; null when it was empty.</param>
/// <param name="Node">The node that set it.</param>
/// <param name="Time">When.</param>
/// <param name="Extra">A webhook's answer.</param>
internal sealed record RunResult(string Name, string Value, string? Category, string Localized, string? Input, Guid Node, long Time, object? Extra);
