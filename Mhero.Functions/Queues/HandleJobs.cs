using Mhero.Core.Storage.Jobs;

namespace Mhero.Functions.Queues;

/// <summary>Carries a bulk operation on. Queue: app setting <c>JobsQueue</c>.</summary>
/// <param name="jobs">The jobs.</param>
public sealed class HandleJobs(JobRunner jobs)
{
    /// <summary>Runs for each message.</summary>
    [Function(nameof(HandleJobs))]
    public Task RunAsync([QueueTrigger("%JobsQueue%")] string message, CancellationToken cancellationToken) =>
        jobs.HandleAsync(message, cancellationToken);
}
