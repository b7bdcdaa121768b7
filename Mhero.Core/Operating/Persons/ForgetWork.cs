using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Operating.Persons;

/// <summary>Erases the rows about a person, one part of the tables after the other.</summary>
internal sealed class ForgetWork(IEnumerable<IPersonalRows> parts) : IJobWork
{
    private readonly IReadOnlyList<IPersonalRows> _parts = [.. parts];

    public string Kind => JobKinds.Forget;

    public int ChunkSize => 1;

    public IAsyncEnumerable<string> ItemsAsync(JobRow job, CancellationToken cancellationToken) =>
        (job.Items ?? []).SkipWhile(item => job.After is not null && item != job.After).Skip(job.After is null ? 0 : 1).ToAsyncEnumerable();

    public async Task<int> DoAsync(JobRow job, IReadOnlyList<string> items, CancellationToken cancellationToken)
    {
        var person = SyncJson.Read<PersonKeys>(job.Argument!);
        foreach (var part in _parts.Where(part => items.Contains(part.Name)))
        {
            await part.EraseAsync(person, cancellationToken);
        }

        return 0;
    }
}
