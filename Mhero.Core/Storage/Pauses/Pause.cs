namespace Mhero.Core.Storage.Pauses;

/// <summary>A direction that an operator has paused.</summary>
/// <param name="Direction">The direction, one of <see cref="Directions"/>.</param>
/// <param name="Since">Since when (UTC).</param>
/// <param name="By">The operator's name.</param>
/// <param name="Reason">The reason that the operator gave.</param>
public sealed record Pause(string Direction, DateTimeOffset Since, string By, string Reason);
