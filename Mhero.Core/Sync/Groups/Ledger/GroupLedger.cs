using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Groups.Ledger;

/// <summary>
/// The last known state of groups and their members on both sides: a row per group, per worker and per contact, so that a
/// correct membership costs no request to either side.
/// </summary>
internal sealed class GroupLedger([FromKeyedServices(GroupLedger.Table)] DocumentTable table)
{
    /// <summary>The table's name after the prefix.</summary>
    public const string Table = "groups";

    private const string Partition = "groups";
    private const string StateKey = "s:state";

    private readonly PackedRows<MemberRow> _members = new(table, Partition, "c:");

    /// <summary>Groups by key.</summary>
    public PackedRows<GroupRow> Groups { get; } = new(table, Partition, "g:");

    /// <summary>Workers by reference.</summary>
    public PackedRows<WorkerGroupsRow> Workers { get; } = new(table, Partition, "w:");

    /// <summary>Contacts in an order in which those that follow each other are read and written together.</summary>
    public static IOrderedEnumerable<Guid> InOrder(IEnumerable<Guid> contacts) => contacts.OrderBy(c => PackedRows<MemberRow>.PlaceOf(c.ToString())).ThenBy(c => c);

    /// <summary>Workers in such an order.</summary>
    public static IOrderedEnumerable<string> InOrder(IEnumerable<string> workers) => workers.OrderBy(PackedRows<WorkerGroupsRow>.PlaceOf).ThenBy(w => w, StringComparer.Ordinal);

    /// <summary>Where in the contacts' order an item's members are; before all others if it has none.</summary>
    public static int PlaceOf(GroupItem item) => item.Members.Count == 0 ? -1 : PackedRows<MemberRow>.PlaceOf(item.Members[item.Members.Count / 2].ToString());

    /// <summary>All contacts by UUID.</summary>
    public async IAsyncEnumerable<(Guid Contact, MemberRow Row)> MembersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (key, row) in _members.AllAsync(cancellationToken))
        {
            yield return (Guid.Parse(key), row);
        }
    }

    /// <summary>The rows of some contacts; contacts without a row are left out.</summary>
    public async Task<Dictionary<Guid, MemberRow>> FindMembersAsync(IEnumerable<Guid> contacts, CancellationToken cancellationToken) =>
        (await _members.FindAsync(contacts.Select(c => c.ToString()), cancellationToken)).ToDictionary(f => Guid.Parse(f.Key), f => f.Value);

    /// <summary>Changes rows of contacts; see <see cref="PackedRows{TRow}.ChangeAsync"/>.</summary>
    public async Task<Dictionary<Guid, MemberRow>> ChangeMembersAsync(
        IEnumerable<Guid> contacts, Func<Guid, MemberRow?, MemberRow?> change, CancellationToken cancellationToken) =>
        (await _members.ChangeAsync(contacts.Select(c => c.ToString()), (key, row) => change(Guid.Parse(key), row), cancellationToken))
            .ToDictionary(f => Guid.Parse(f.Key), f => f.Value);

    /// <summary>Forgets contacts that are gone.</summary>
    public Task ForgetMembersAsync(IEnumerable<Guid> contacts, CancellationToken cancellationToken) =>
        _members.ForgetAsync(contacts.Select(c => c.ToString()), cancellationToken);

    /// <summary>The state that the last reading used, and the version that <see cref="TryWriteStateAsync"/> asks for.</summary>
    public async Task<(GroupStateRow State, string? Version)> ReadStateAsync(CancellationToken cancellationToken) =>
        await table.FindAsync(Partition, StateKey, cancellationToken) is { } document ? (SyncJson.Read<GroupStateRow>(document.Content), document.Version) : (new(), null);

    /// <summary>Notes the state that this reading used.</summary>
    /// <returns>The new version; null when another reading wrote first, and nothing was written.</returns>
    public async Task<string?> TryWriteStateAsync(GroupStateRow state, string? version, CancellationToken cancellationToken) =>
        (await table.WriteAsync(Partition, [new(StateKey, SyncJson.Write(state), version)], cancellationToken))[StateKey];
}
