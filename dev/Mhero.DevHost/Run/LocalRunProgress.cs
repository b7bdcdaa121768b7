namespace Mhero.DevHost.Run;

/// <summary>The progress of a local run.</summary>
/// <param name="Message">One line for a person, without personal data.</param>
/// <param name="Done">Batches of work done, while a round goes on; null otherwise.</param>
/// <param name="Total">Batches of work known so far, while a round goes on; null otherwise.</param>
public sealed record LocalRunProgress(string Message, int? Done = null, int? Total = null);
