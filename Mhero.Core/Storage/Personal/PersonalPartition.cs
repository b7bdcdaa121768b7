using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.Personal;

/// <summary>A partition whose rows are each about one person, or about a question between some: a row that names the person is deleted.</summary>
/// <param name="name">The name in exports and counts.</param>
/// <param name="table">The table.</param>
/// <param name="partition">The partition.</param>
/// <param name="prefixOf">The prefix of the keys of a person's rows; null to look at all rows of the partition. An empty prefix finds none.</param>
internal sealed class PersonalPartition(string name, DocumentTable table, string partition, Func<PersonKeys, string>? prefixOf = null) : IPersonalRows
{
    public string Name => name;

    public async IAsyncEnumerable<PersonalRow> FindAsync(PersonKeys person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = prefixOf?.Invoke(person);
        if (prefix == "")
        {
            yield break;
        }

        await foreach (var document in table.ScanAsync(partition, prefix, cancellationToken))
        {
            if (prefix is not null || person.AreIn(document.Key) || person.AreIn(document.Content))
            {
                yield return new PersonalRow(document.Key, document.Content);
            }
        }
    }

    public async Task EraseAsync(PersonKeys person, CancellationToken cancellationToken)
    {
        await foreach (var rows in FindAsync(person, cancellationToken).Chunk(100).WithCancellation(cancellationToken))
        {
            await table.DeleteAsync(partition, [.. rows.Select(row => row.Key)], cancellationToken);
        }
    }
}
