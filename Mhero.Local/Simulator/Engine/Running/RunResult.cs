namespace Mhero.Local.Simulator.Engine.Running;

/// <summary>A result of a run, with what only the flow itself can see of it.</summary>
/// <param name="Name">The result's name.</param>
/// <param name="Value">What matched, at most 640 characters.</param>
/// <param name="Category">In the flow's language; null when there is none.</param>
/// <param name="Localized">The category in the contact's language; empty when there is no translation.</param>
/// <param name="Input">What was looked at; null when it was empty.</param>
/// <param name="Node">The node that set it.</param>
/// <param name="Time">When.</param>
/// <param name="Extra">What a webhook answered.</param>
internal sealed record RunResult(string Name, string Value, string? Category, string Localized, string? Input, Guid Node, long Time, object? Extra);
