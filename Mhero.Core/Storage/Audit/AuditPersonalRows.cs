using Mhero.Core.Storage.Personal;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.Audit;

/// <summary>The entries of the audit log about a person. They stay, since they tell who did what; erased is what they quote.</summary>
internal sealed class AuditPersonalRows(DocumentTable table) : IPersonalRows
{
    public string Name => "auditLog";

    public async IAsyncEnumerable<PersonalRow> FindAsync(PersonKeys person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in table.ScanAsync(AuditLog.Partition, null, cancellationToken))
        {
            if (person.AreIn(document.Content))
            {
                yield return new PersonalRow(document.Key, document.Content);
            }
        }
    }

    public async Task EraseAsync(PersonKeys person, CancellationToken cancellationToken)
    {
        await foreach (var found in FindAsync(person, cancellationToken))
        {
            await table.ChangeAsync(
                AuditLog.Partition,
                found.Key,
                StorageJson.Instance.AuditEntry,
                entry => entry is null or { Before: null, After: null, Detail: null } ? entry : entry with { Before = null, After = null, Detail = null },
                cancellationToken);
        }
    }
}
