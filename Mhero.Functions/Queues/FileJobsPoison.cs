using Mhero.Core.Storage.Jobs;

namespace Mhero.Functions.Queues;

/// <summary>Records a job whose message failed in five deliveries as a dead letter, from where it can be carried on.</summary>
/// <param name="jobs">The jobs.</param>
public sealed class FileJobsPoison(JobRunner jobs)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(FileJobsPoison))]
    public Task RunAsync([QueueTrigger("%JobsQueue%-poison")] string message, CancellationToken cancellationToken) =>
        jobs.HandlePoisonAsync(message, cancellationToken);
}
