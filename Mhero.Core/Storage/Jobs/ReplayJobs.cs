using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Core.Storage.Jobs;

/// <summary>Replays dead letters in bulk, in the order of receipt.</summary>
public sealed class ReplayJobs
{
    private readonly JobOrders _orders;

    internal ReplayJobs(JobOrders orders) => _orders = orders;

    /// <summary>Orders the replay of all dead letters; one that is ordered or runs already for the same queue is returned instead.</summary>
    /// <param name="queue">Only those of this queue; null for all.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is a job, and a repeat does no harm.</param>
    /// <returns>The job.</returns>
    public Task<Job> StartAsync(string? queue, CancellationToken cancellationToken) =>
        StartAsync(new DeadLetterFilter { Queue = queue }, null, cancellationToken);

    /// <summary>Orders the replay of the dead letters that match; one that is ordered or runs already for the same filter is returned instead.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="by">The operator; null when it is not known.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is a job, and a repeat does no harm.</param>
    /// <returns>The job.</returns>
    public Task<Job> StartAsync(DeadLetterFilter filter, string? by, CancellationToken cancellationToken) =>
        _orders.StartAsync(new JobOrder(JobKinds.Replay) { Filter = filter, By = by }, cancellationToken);
}
