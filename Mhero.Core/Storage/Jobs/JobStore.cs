using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.Jobs;

/// <summary>The rows of jobs, in the table of the state. All instances of the app share them.</summary>
/// <param name="table">The table.</param>
/// <param name="options">How long they are kept after their end.</param>
/// <param name="time">The clock.</param>
internal sealed class JobStore(DocumentTable table, IOptions<RetentionOptions> options, TimeProvider time) : IRetention
{
    private const string Partition = "jobs";
    private const string Pointers = "jobs-last";

    public string Name => "jobs";

    /// <summary>Reads a job; null if there is none.</summary>
    public async Task<JobRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        id.Length is > 0 and <= 64 && id.All(char.IsAsciiLetterOrDigit) && await table.FindAsync(Partition, id, cancellationToken) is { } document
            ? StorageJson.Read(document, StorageJson.Instance.JobRow)
            : null;

    /// <summary>The jobs that are kept, the latest first.</summary>
    public Task<IReadOnlyList<JobRow>> ListAsync(int max, CancellationToken cancellationToken) =>
        LatestItems.OfAsync(
            table.ScanAsync(Partition, null, cancellationToken).Take(LatestItems.LookedAt).Select(document => StorageJson.Read(document, StorageJson.Instance.JobRow)), max, row => row.CreatedAt, cancellationToken);

    /// <summary>Adds a job, unless one of the same kind and content is not finished yet: that one is returned then.</summary>
    public async Task<JobRow> AddAsync(JobOrder order, CancellationToken cancellationToken)
    {
        var row = new JobRow
        {
            Id = Guid.NewGuid().ToString("N"),
            Kind = order.Kind,
            Queue = order.Filter?.Queue,
            Filter = order.Filter,
            Items = order.Items,
            Argument = order.Argument,
            By = order.By,
            State = JobStates.Queued,
            CreatedAt = time.GetUtcNow(),
        };
        var key = order.Key;
        await table.WriteAsync(Partition, [new Document(row.Id, StorageJson.Write(row, StorageJson.Instance.JobRow))], cancellationToken);
        while (true)
        {
            var pointer = await table.FindAsync(Pointers, key, cancellationToken);
            if (pointer is not null
                && await FindAsync(StorageJson.Read(pointer, StorageJson.Instance.JobPointer).Job, cancellationToken) is { IsFinished: false } running)
            {
                await table.DeleteAsync(Partition, [row.Id], cancellationToken);
                return running;
            }

            var content = StorageJson.Write(new JobPointer(row.Id), StorageJson.Instance.JobPointer);
            if ((await table.WriteAsync(Pointers, [new Document(key, content, pointer?.Version)], cancellationToken))[key] is not null)
            {
                return row;
            }
        }
    }

    /// <summary>Changes a job. The same object means no change.</summary>
    /// <returns>The job afterwards; null if there is none.</returns>
    public Task<JobRow?> ChangeAsync(string id, Func<JobRow, JobRow> change, CancellationToken cancellationToken) =>
        table.ChangeAsync(Partition, id, StorageJson.Instance.JobRow, before => before is null ? null : change(before), cancellationToken);

    public async Task<int> PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.Jobs;
        var old = new List<string>();
        await foreach (var document in table.ScanAsync(Partition, null, cancellationToken))
        {
            if (StorageJson.Read(document, StorageJson.Instance.JobRow) is { IsFinished: true } row && row.CreatedAt < before)
            {
                old.Add(row.Id);
            }
        }

        await table.DeleteAsync(Partition, old, cancellationToken);
        return old.Count;
    }
}
