using Mhero.Core.Storage;
using Mhero.Core.Sync.Queueing;

namespace Mhero.Core.Sync.Groups.Ledger;

/// <summary>
/// What mHero knows of groups and their members on both sides: a row per group, per worker and per contact, so that a
/// membership that is as it should be costs no request to either side.
/// </summary>
internal sealed class GroupLedger(DocumentTable table)
{
    private const string Partition = "groups";
    private const string GroupPrefix = "g:";
    private const string WorkerPrefix = "w:";
    private const string MemberPrefix = "c:";
    private const string StateKey = "s:state";
    private const int Rounds = 12;

    // What one request to the table can hold.
    private const int MaxRows = 100;

    public IAsyncEnumerable<(string Key, GroupRow Row)> GroupsAsync(CancellationToken cancellationToken) =>
        ScanAsync<GroupRow>(GroupPrefix, cancellationToken);

    /// <summary>All workers by reference.</summary>
    public IAsyncEnumerable<(string Key, WorkerGroupsRow Row)> WorkersAsync(CancellationToken cancellationToken) =>
        ScanAsync<WorkerGroupsRow>(WorkerPrefix, cancellationToken);

    /// <summary>All contacts by UUID.</summary>
    public async IAsyncEnumerable<(Guid Contact, MemberRow Row)> MembersAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (key, row) in ScanAsync<MemberRow>(MemberPrefix, cancellationToken))
        {
            yield return (Guid.Parse(key), row);
        }
    }

    public async Task<Dictionary<string, WorkerGroupsRow>> FindWorkersAsync(IEnumerable<string> references, CancellationToken cancellationToken) =>
        await FindAsync<WorkerGroupsRow>(WorkerPrefix, [.. references.Distinct()], cancellationToken);

    public async Task<Dictionary<Guid, MemberRow>> FindMembersAsync(IEnumerable<Guid> contacts, CancellationToken cancellationToken) =>
        (await FindAsync<MemberRow>(MemberPrefix, [.. contacts.Distinct().Select(c => c.ToString())], cancellationToken))
            .ToDictionary(f => Guid.Parse(f.Key), f => f.Value);

    public async Task<GroupRow?> FindGroupAsync(string key, CancellationToken cancellationToken) =>
        (await FindAsync<GroupRow>(GroupPrefix, [key], cancellationToken)).GetValueOrDefault(key);

    /// <summary>Changes rows of groups; see <see cref="ChangeAsync"/>.</summary>
    public Task<Dictionary<string, GroupRow>> ChangeGroupsAsync(
        IReadOnlyCollection<string> keys, Func<string, GroupRow?, GroupRow?> change, CancellationToken cancellationToken) =>
        ChangeAsync(GroupPrefix, keys, change, cancellationToken);

    /// <summary>Changes rows of workers; see <see cref="ChangeAsync"/>.</summary>
    public Task<Dictionary<string, WorkerGroupsRow>> ChangeWorkersAsync(
        IReadOnlyCollection<string> references, Func<string, WorkerGroupsRow?, WorkerGroupsRow?> change, CancellationToken cancellationToken) =>
        ChangeAsync(WorkerPrefix, references, change, cancellationToken);

    /// <summary>Changes rows of contacts; see <see cref="ChangeAsync"/>.</summary>
    public async Task<Dictionary<Guid, MemberRow>> ChangeMembersAsync(
        IReadOnlyCollection<Guid> contacts, Func<Guid, MemberRow?, MemberRow?> change, CancellationToken cancellationToken) =>
        (await ChangeAsync<MemberRow>(MemberPrefix, [.. contacts.Select(c => c.ToString())], (key, row) => change(Guid.Parse(key), row), cancellationToken))
            .ToDictionary(f => Guid.Parse(f.Key), f => f.Value);

    public Task ForgetGroupAsync(string key, CancellationToken cancellationToken) =>
        table.DeleteAsync(Partition, [GroupPrefix + key], cancellationToken);

    public Task ForgetMembersAsync(IEnumerable<Guid> contacts, CancellationToken cancellationToken) =>
        table.DeleteAsync(Partition, [.. contacts.Select(c => MemberPrefix + c)], cancellationToken);

    public async Task<GroupStateRow> ReadStateAsync(CancellationToken cancellationToken) =>
        await table.FindAsync(Partition, StateKey, cancellationToken) is { } document ? SyncJson.Read<GroupStateRow>(document.Content) : new();

    public async Task WriteStateAsync(GroupStateRow state, CancellationToken cancellationToken) =>
        await table.WriteAsync(Partition, [new(StateKey, SyncJson.Write(state), Document.AnyVersion)], cancellationToken);

    /// <summary>
    /// Changes rows, each only if nobody else changed it meanwhile, else again from what is there then. A row that comes out as
    /// it was is not written.
    /// </summary>
    /// <param name="prefix">The kind of row.</param>
    /// <param name="keys">Which rows, each once.</param>
    /// <param name="change">From the row as it is, null for one that is not there, to what it shall be; null leaves it.</param>
    /// <param name="cancellationToken">Cancels; some are changed then.</param>
    /// <returns>The rows as they now are; those that are not there are left out.</returns>
    /// <exception cref="TimeoutException">Others change the rows faster than they can be written.</exception>
    private async Task<Dictionary<string, TRow>> ChangeAsync<TRow>(
        string prefix, IReadOnlyCollection<string> keys, Func<string, TRow?, TRow?> change, CancellationToken cancellationToken)
        where TRow : class
    {
        var result = new Dictionary<string, TRow>(keys.Count);
        foreach (var chunk in keys.Chunk(MaxRows))
        {
            var open = chunk.ToList();
            for (var round = 0; open.Count > 0; round++)
            {
                if (round == Rounds)
                {
                    throw new TimeoutException("Rows of groups are changed by others faster than they can be written.");
                }

                var found = await table.FindManyAsync(Partition, [.. open.Select(k => prefix + k)], cancellationToken);
                var writes = new List<Document>();
                foreach (var key in open)
                {
                    var document = found.GetValueOrDefault(prefix + key);
                    var before = document is null ? null : SyncJson.Read<TRow>(document.Content);
                    if ((change(key, before) ?? before) is not { } after)
                    {
                        continue;
                    }

                    result[key] = after;
                    var content = SyncJson.Write(after);
                    if (content != document?.Content)
                    {
                        writes.Add(new(prefix + key, content, document?.Version));
                    }
                }

                var written = writes.Count == 0 ? new Dictionary<string, string?>() : await table.WriteAsync(Partition, writes, cancellationToken);
                open = [.. written.Where(w => w.Value is null).Select(w => w.Key[prefix.Length..])];
            }
        }

        return result;
    }

    private async Task<Dictionary<string, TRow>> FindAsync<TRow>(string prefix, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) =>
        keys.Count == 0 ? [] : (await table.FindManyAsync(Partition, [.. keys.Select(k => prefix + k)], cancellationToken))
            .ToDictionary(f => f.Key[prefix.Length..], f => SyncJson.Read<TRow>(f.Value.Content));

    private async IAsyncEnumerable<(string Key, TRow Row)> ScanAsync<TRow>(
        string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in table.ScanAsync(Partition, prefix, cancellationToken))
        {
            yield return (document.Key[prefix.Length..], SyncJson.Read<TRow>(document.Content));
        }
    }
}
