using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Groups.Ledger;

/// <summary>The groups of a person, by contact and by worker.</summary>
internal sealed class GroupPersonalRows(GroupLedger ledger) : IPersonalRows
{
    public string Name => "groups";

    public async IAsyncEnumerable<PersonalRow> FindAsync(PersonKeys person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (contact, row) in person.Contact is { } uuid ? await ledger.FindMembersAsync([uuid], cancellationToken) : [])
        {
            yield return new PersonalRow(contact.ToString(), SyncJson.Write(row));
        }

        foreach (var (worker, row) in person.Worker is { } reference ? await ledger.Workers.FindAsync([reference], cancellationToken) : [])
        {
            yield return new PersonalRow(worker, SyncJson.Write(row));
        }
    }

    public async Task EraseAsync(PersonKeys person, CancellationToken cancellationToken)
    {
        if (person.Contact is { } contact)
        {
            await ledger.ForgetMembersAsync([contact], cancellationToken);
        }

        if (person.Worker is { } worker)
        {
            await ledger.Workers.ForgetAsync([worker], cancellationToken);
        }
    }
}
