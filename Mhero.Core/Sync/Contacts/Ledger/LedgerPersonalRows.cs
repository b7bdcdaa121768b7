using Mhero.Core.Storage.Personal;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Ledger;

/// <summary>The ledger's rows of a person: the worker, the contact, and the owners of numbers and identifiers, whose keys are the numbers themselves.</summary>
internal sealed class LedgerPersonalRows([FromKeyedServices(ContactLedger.Table)] DocumentTable table) : IPersonalRows
{
    private const int Rounds = 10;

    public string Name => "contacts";

    public async IAsyncEnumerable<PersonalRow> FindAsync(PersonKeys person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (key, document) in await table.FindManyAsync(ContactLedger.Partition, KeysOf(person), cancellationToken))
        {
            yield return new PersonalRow(key, document.Content);
        }

        await foreach (var (document, _) in OwnersAsync(person, cancellationToken))
        {
            yield return new PersonalRow(document.Key, document.Content);
        }
    }

    public async Task EraseAsync(PersonKeys person, CancellationToken cancellationToken)
    {
        var refused = true;
        for (var round = 0; refused && round < Rounds; round++)
        {
            refused = false;
            await foreach (var (document, row) in OwnersAsync(person, cancellationToken))
            {
                refused |= !(row is { Workers.Count: 0, Contacts.Count: 0, Former: null }
                    ? await table.TryDeleteAsync(ContactLedger.Partition, document.Key, document.Version!, cancellationToken)
                    : (await table.WriteAsync(ContactLedger.Partition, [document with { Content = SyncJson.Write(row) }], cancellationToken))[document.Key] is not null);
            }
        }

        await table.DeleteAsync(ContactLedger.Partition, KeysOf(person), cancellationToken);
        if (refused)
        {
            throw new TimeoutException("The ledger's number rows are changed by others faster than they can be written.");
        }
    }

    private static List<string> KeysOf(PersonKeys person) =>
        [.. new[] { person.Worker is { } worker ? ContactLedger.WorkerKey(worker) : null, person.Contact is { } contact ? ContactLedger.ContactKey(contact) : null }.OfType<string>()];

    /// <summary>The rows of numbers and identifiers that name the person, and each as it is without the person.</summary>
    private async IAsyncEnumerable<(Document Document, NumberRow Without)> OwnersAsync(PersonKeys person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var prefix in new[] { ContactLedger.NumberPrefix, ContactLedger.BusinessPrefix })
        {
            await foreach (var document in table.ScanAsync(ContactLedger.Partition, prefix, cancellationToken))
            {
                if (!person.AreIn(document.Content))
                {
                    continue;
                }

                var row = SyncJson.Read<NumberRow>(document.Content);
                var isFormer = person.Are(row.Former);
                yield return (document, new NumberRow
                {
                    Workers = [.. row.Workers.Where(worker => worker != person.Worker)],
                    Contacts = [.. row.Contacts.Where(contact => contact != person.Contact)],
                    Former = isFormer ? null : row.Former,
                    FormerUntil = isFormer ? null : row.FormerUntil,
                });
            }
        }
    }
}
