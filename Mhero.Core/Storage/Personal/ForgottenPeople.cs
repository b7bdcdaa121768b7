using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.Personal;

/// <summary>
/// The people whom mHero was told to forget, by contact and by worker, without anything else about them. As long as a mark is there, pollers and
/// handlers leave the person out, so that the data of one side do not make the person on the other side again.
/// </summary>
internal sealed class ForgottenPeople : IRetention
{
    private const string Partition = "forgotten";

    /// <summary>A message of before the mark may come back from a queue for seven days, and what its handler wrote is erased then.</summary>
    private static readonly TimeSpan ErasedAgain = TimeSpan.FromDays(9);

    private readonly DocumentTable _table;
    private readonly IReadOnlyList<IPersonalRows> _parts;
    private readonly TimeProvider _time;

    // Dozens of batches look at the same moment, for a few rows.
    private readonly SharedRead<HashSet<string>> _names;

    public ForgottenPeople(DocumentTable table, IEnumerable<IPersonalRows> parts, TimeProvider time)
    {
        (_table, _parts, _time) = (table, [.. parts], time);
        _names = new(async () => await table.ScanKeysAsync(Partition).ToHashSetAsync());
    }

    public string Name => "forgotten";

    /// <summary>Reads who is forgotten: a request for each thousand marks.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>References of workers and UUIDs of contacts.</returns>
    public Task<HashSet<string>> ReadAsync(CancellationToken cancellationToken) => _names.GetAsync(cancellationToken);

    /// <summary>Marks a person.</summary>
    public Task AddAsync(PersonKeys person, CancellationToken cancellationToken)
    {
        var mark = JsonSerializer.Serialize(new ForgottenMark(person, _time.GetUtcNow()));
        return _table.WriteAsync(Partition, [.. NamesOf(person).Select(name => new Document(name, mark, Document.AnyVersion))], cancellationToken);
    }

    /// <summary>Finds the person of a mark.</summary>
    /// <param name="name">The worker's reference or the contact's UUID.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The person; null without such a mark.</returns>
    public async Task<PersonKeys?> FindAsync(string name, CancellationToken cancellationToken) =>
        await _table.FindAsync(Partition, Guid.TryParse(name, out var uuid) ? uuid.ToString() : name, cancellationToken) is { } found
            ? JsonSerializer.Deserialize<ForgottenMark>(found.Content)!.Person
            : null;

    /// <summary>Ends the mark of a person, so that the next change on either side is synchronised again.</summary>
    public Task RemoveAsync(PersonKeys person, CancellationToken cancellationToken) => _table.DeleteAsync(Partition, [.. NamesOf(person)], cancellationToken);

    /// <summary>Erases again the rows that messages of before the mark may have written. The marks stay.</summary>
    public async Task<int> PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken)
    {
        var young = await ListAsync(cancellationToken).Where(mark => _time.GetUtcNow() - mark.At < ErasedAgain).Select(mark => mark.Person).Distinct().ToListAsync(cancellationToken);
        foreach (var person in young)
        {
            foreach (var part in isSpent() ? [] : _parts)
            {
                await part.EraseAsync(person, cancellationToken);
            }
        }

        return 0;
    }

    private async IAsyncEnumerable<ForgottenMark> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in _table.ScanAsync(Partition, null, cancellationToken))
        {
            yield return JsonSerializer.Deserialize<ForgottenMark>(document.Content)!;
        }
    }

    private static IEnumerable<string> NamesOf(PersonKeys person) => new[] { person.Worker, person.Contact?.ToString() }.OfType<string>();
}
