namespace Mhero.Core.Floip.Flows;

/// <summary>A way out of a block.</summary>
/// <param name="Uuid">The exit's UUID.</param>
/// <param name="Name">The name.</param>
/// <param name="Destination">The UUID of the block that it leads to; null at the end.</param>
/// <param name="Test">The expression that takes this exit; null for the default exit.</param>
public sealed record BlockExit(string Uuid, string Name, string? Destination, string? Test)
{
    /// <summary>Whether it is taken when no test of another exit is true.</summary>
    public bool IsDefault => Test is null;
}
