namespace Mhero.Simulator;

/// <summary>A contact field of the workspace.</summary>
/// <param name="Key">The key in a contact's <c>fields</c>.</param>
/// <param name="Name">The name that people see.</param>
/// <param name="Type"><c>text</c>, <c>number</c>, <c>datetime</c>, <c>state</c>, <c>district</c> or <c>ward</c>.</param>
public sealed record SimulatedField(string Key, string Name, string Type);
