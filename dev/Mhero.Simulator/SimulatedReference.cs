namespace Mhero.Simulator;

/// <summary>A <c>{"uuid", "name"}</c> pair, as RapidPro refers to flows and channels.</summary>
/// <param name="Uuid">The object's UUID.</param>
/// <param name="Name">Its name.</param>
public sealed record SimulatedReference(Guid Uuid, string Name);
