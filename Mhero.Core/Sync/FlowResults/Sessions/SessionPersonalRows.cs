using Mhero.Core.Mapping.Floip;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.FlowResults.Packages;
using Mhero.Core.Sync.FlowResults.People;

namespace Mhero.Core.Sync.FlowResults.Sessions;

/// <summary>
/// The rows of FLOIP sessions in which a person answered, by the worker that the source's contact is, and that note itself. Of a session the hashes of the row ids stay, as
/// they do at the age of a session, so that the source's rows are not read as new.
/// </summary>
internal sealed class SessionPersonalRows(FlowResultsTable table, PackageStore packages, SourceContacts contacts) : IPersonalRows
{
    private const int Rounds = 10;

    public string Name => "flowResults";

    public async IAsyncEnumerable<PersonalRow> FindAsync(PersonKeys person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = await contacts.OfAsync(person.Worker, cancellationToken);
        foreach (var contact in known)
        {
            yield return new PersonalRow(contact.ToString(), person.Worker!);
        }

        await foreach (var (_, document, _) in SessionsAsync(known, cancellationToken))
        {
            yield return new PersonalRow(document.Key, document.Content);
        }
    }

    public async Task EraseAsync(PersonKeys person, CancellationToken cancellationToken)
    {
        var known = await contacts.OfAsync(person.Worker, cancellationToken);
        var refused = true;
        for (var round = 0; refused && round < Rounds; round++)
        {
            refused = false;
            await foreach (var (partition, document, row) in SessionsAsync(known, cancellationToken))
            {
                refused |= (await table.Documents.WriteAsync(partition, [document with { Content = SyncJson.Write(row.Purge()) }], cancellationToken))[document.Key] is null;
            }
        }

        if (refused)
        {
            throw new TimeoutException("Sessions are changed by others faster than they can be written.");
        }

        // Last: by them the sessions are found.
        await contacts.DeleteAsync(known, cancellationToken);
    }

    private async IAsyncEnumerable<(string Partition, Document Document, SessionRow Row)> SessionsAsync(
        HashSet<Guid> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (known.Count == 0)
        {
            yield break;
        }

        await foreach (var package in packages.ListAsync(cancellationToken))
        {
            var partition = SessionStore.PartitionOf(package.Uuid);
            await foreach (var document in table.Documents.ScanAsync(partition, null, cancellationToken))
            {
                var row = SyncJson.Read<SessionRow>(document.Content);
                if (row.Rows.Any(answer => answer.ContactId is { } contact && known.Contains(FloipIds.Contact(package.Source, contact))))
                {
                    yield return (partition, document, row);
                }
            }
        }
    }
}
