namespace Mhero.Local.Run;

/// <summary>What a local run is doing.</summary>
/// <param name="Message">One line for a person, without data of people.</param>
/// <param name="Done">Slices of work done, while a round goes on; null otherwise.</param>
/// <param name="Total">Slices of work known so far, while a round goes on; null otherwise.</param>
public sealed record LocalRunProgress(string Message, int? Done = null, int? Total = null);
