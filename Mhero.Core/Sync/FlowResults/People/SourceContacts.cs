using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.FlowResults.People;

/// <summary>Remembers as whom the contacts of FLOIP sources answered, so that sessions that do not ask for it are linked too.</summary>
internal sealed class SourceContacts(FlowResultsTable table)
{
    private const string Partition = "contacts";

    /// <summary>Finds the health workers of contacts.</summary>
    /// <param name="contacts">Their ids, made by <see cref="Mapping.Floip.FloipIds.Contact"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>References by contact; contacts that did not name one yet, or that named different ones, are left out.</returns>
    public async Task<Dictionary<Guid, string>> FindAsync(IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken)
    {
        var found = await table.Documents.FindManyAsync(Partition, [.. contacts.Select(KeyOf)], cancellationToken);
        return found.Select(f => (Contact: Guid.ParseExact(f.Key, "N"), SyncJson.Read<SourceContactRow>(f.Value.Content).Worker))
            .Where(f => f.Worker is not null).ToDictionary(f => f.Contact, f => f.Worker!);
    }

    /// <summary>Notes as whom a contact answered.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="worker">The health worker's reference.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether the contact was not known before.</returns>
    public async Task<bool> NoteAsync(Guid contact, string worker, CancellationToken cancellationToken)
    {
        var isNew = false;
        await table.Documents.ChangeAsync(
            Partition,
            KeyOf(contact),
            SyncJson.TypeOf<SourceContactRow>(),
            row =>
            {
                isNew = row is null;
                return row is null ? new SourceContactRow { Worker = worker }
                    : row.Worker is null || row.Worker == worker ? row
                    : new SourceContactRow();
            },
            cancellationToken);
        return isNew;
    }

    /// <summary>The contacts that answered as a health worker.</summary>
    /// <param name="worker">The health worker's reference; null for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<HashSet<Guid>> OfAsync(string? worker, CancellationToken cancellationToken) => worker is null ? [] : await table.Documents.ScanAsync(Partition, null, cancellationToken)
        .Where(document => SyncJson.Read<SourceContactRow>(document.Content).Worker == worker).Select(document => Guid.ParseExact(document.Key, "N")).ToHashSetAsync(cancellationToken: cancellationToken);

    /// <summary>Forgets contacts.</summary>
    /// <param name="contacts">The contacts.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task DeleteAsync(IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken) => table.Documents.DeleteAsync(Partition, [.. contacts.Select(KeyOf)], cancellationToken);

    private static string KeyOf(Guid contact) => contact.ToString("N");
}
