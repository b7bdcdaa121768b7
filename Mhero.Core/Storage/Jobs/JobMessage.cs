namespace Mhero.Core.Storage.Jobs;

/// <summary>A message of the queue of jobs.</summary>
/// <param name="Job">The job that is to be carried on.</param>
internal sealed record JobMessage(string? Job);
