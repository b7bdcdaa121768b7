using Mhero.Core.Storage.Queues;

namespace Mhero.Core.Storage.Jobs;

/// <summary>Orders bulk operations and shows their progress.</summary>
public sealed class JobOrders
{
    private readonly JobStore _store;
    private readonly MessageQueues _queues;
    private readonly TimeProvider _time;
    private readonly string _queue;

    internal JobOrders(JobStore store, MessageQueues queues, TimeProvider time, JobsQueue queue) => (_store, _queues, _time, _queue) = (store, queues, time, queue.Name);

    /// <summary>Reads a job.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job; null if there is none.</returns>
    public async Task<Job?> FindAsync(string id, CancellationToken cancellationToken) => (await _store.FindAsync(id, cancellationToken))?.ToJob();

    /// <summary>Lists the jobs of the last 30 days, the latest first.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The jobs.</returns>
    public async Task<IReadOnlyList<Job>> ListAsync(int max, CancellationToken cancellationToken) =>
        [.. (await _store.ListAsync(max, cancellationToken)).Select(row => row.ToJob())];

    /// <summary>Orders a job; one with the same content that is ordered or runs already is returned instead.</summary>
    internal async Task<Job> StartAsync(JobOrder order, CancellationToken cancellationToken)
    {
        var row = await _store.AddAsync(order, cancellationToken);
        if (row.LeaseUntil < _time.GetUtcNow())
        {
            // Also for a job that was there: its message may never have been sent. A message too many does no harm.
            await SendAsync(row.Id, null, cancellationToken);
        }

        return row.ToJob();
    }

    /// <summary>Sends the message that carries a job on.</summary>
    internal Task SendAsync(string id, TimeSpan? delay, CancellationToken cancellationToken) =>
        _queues.SendAsync(_queue, StorageJson.Write(new JobMessage(id), StorageJson.Instance.JobMessage), delay, cancellationToken);
}
