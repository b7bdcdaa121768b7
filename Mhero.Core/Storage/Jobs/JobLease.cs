namespace Mhero.Core.Storage.Jobs;

/// <summary>The right of one invocation to work on a job.</summary>
/// <param name="store">The jobs.</param>
/// <param name="time">The clock.</param>
/// <param name="id">The job.</param>
internal sealed class JobLease(JobStore store, TimeProvider time, string id)
{
    // A chunk takes about a second.
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    /// <summary>The name of the invocation.</summary>
    public string Owner { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Takes the job, unless another invocation works on it.</summary>
    /// <returns>The job afterwards; null if there is none.</returns>
    public Task<JobRow?> TakeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return store.ChangeAsync(
            id,
            row => row.IsFinished || (row.Owner is not null && row.LeaseUntil > now)
                ? row
                : row with { Owner = Owner, LeaseUntil = now + Length, State = JobStates.Running, StartedAt = row.StartedAt ?? now },
            cancellationToken);
    }

    /// <summary>Changes the job and renews the lease.</summary>
    /// <returns>The job; null if another invocation has taken it over.</returns>
    public async Task<JobRow?> SaveAsync(Func<JobRow, JobRow> change, CancellationToken cancellationToken)
    {
        var isMine = false;
        var row = await store.ChangeAsync(
            id,
            before =>
            {
                isMine = before.Owner == Owner;
                return isMine ? change(before) with { LeaseUntil = time.GetUtcNow() + Length } : before;
            },
            cancellationToken);
        return isMine ? row : null;
    }

    /// <summary>Gives the job back.</summary>
    public async Task ReleaseAsync() =>
        await store.ChangeAsync(id, row => row.Owner == Owner ? row with { Owner = null, LeaseUntil = default } : row, CancellationToken.None);
}
