using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Groups.Ledger;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>Reads the groups of the ledger, of RapidPro and of the registry.</summary>
internal sealed class GroupStoreLoader(RapidProClient rapidPro, GroupLedger ledger, GroupOwnershipResolver ownership, RegistryGroupReader registry)
{
    /// <summary>Reads them and settles which side owns each group.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<LoadedGroups> LoadAsync(CancellationToken cancellationToken)
    {
        var rows = new List<(string Key, GroupRow Row)>();
        await foreach (var row in ledger.Groups.AllAsync(cancellationToken))
        {
            rows.Add(row);
        }

        var store = new GroupStore(rows, await rapidPro.GetGroupsAsync(cancellationToken));
        var inRegistry = await registry.GroupsAsync(cancellationToken);
        return new LoadedGroups(store, rows.ToDictionary(r => r.Key, r => r.Row), inRegistry, ownership.Take(store, inRegistry));
    }
}
