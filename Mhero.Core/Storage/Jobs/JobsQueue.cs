namespace Mhero.Core.Storage.Jobs;

/// <summary>The queue of the jobs.</summary>
/// <param name="Name">Its name, which the queue trigger reads from the same app setting.</param>
internal sealed record JobsQueue(string Name);
