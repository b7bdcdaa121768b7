using Mhero.Core.Caching;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Engine.Writing;

/// <summary>
/// Remembers runs and messages that were written while their contact was not linked to a health worker, and has them
/// written again, with the health worker's reference, when it is.
/// </summary>
/// <remarks>
/// The one side notes first and looks into the ledger after; the contact sync writes the ledger first and looks for notes
/// after. Whichever comes first, one of them sees the other.
/// </remarks>
internal sealed class UnlinkedAnswers(DocumentTable table, MessageQueues queues, ContactLedger ledger, TimeProvider time)
{
    /// <summary>The partition of the notes, whose keys begin with the contact.</summary>
    public const string Partition = "unlinked-answers";

    private const string DayFormat = "yyyyMMdd";

    /// <summary>Up to this many contacts are looked up one by one; for more, all keys are read, a thousand in a request.</summary>
    private const int MaxLookUps = 5;

    /// <summary>mHero assumes that a contact not linked within this time does not belong to a health worker.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private static readonly TimeSpan CleanUpInterval = TimeSpan.FromDays(1);

    private long _cleanedUpAt = long.MinValue;

    /// <summary>Notes runs or messages before they are written.</summary>
    /// <param name="answers">The runs or messages.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Health workers by contact, of contacts that have been linked by now.</returns>
    public async Task<Dictionary<Guid, LinkedPractitioner>> NoteAsync(IReadOnlyCollection<UnlinkedAnswer> answers, CancellationToken cancellationToken)
    {
        if (answers.Count == 0)
        {
            return [];
        }

        await CleanUpAsync(cancellationToken);
        var day = time.GetUtcNow().ToString(DayFormat, CultureInfo.InvariantCulture);
        var rows = answers
            .Select(a => new Document($"{PrefixOf(a.Contact)}{day}.{a.Id}", SyncJson.Write(a), Document.AnyVersion))
            .DistinctBy(d => d.Key)
            .ToList();
        await table.WriteAsync(Partition, rows, cancellationToken);
        var linked = await ledger.FindContactsAsync(answers.Select(a => a.Contact), cancellationToken);
        return linked
            .Where(l => l.Value.Row.Worker is not null)
            .ToDictionary(l => l.Key, l => new LinkedPractitioner(l.Value.Row.Worker!, l.Value.Row.Contact.Language));
    }

    /// <summary>Puts the noted answers of contacts on their queues and deletes the notes. A repeated call does no harm.</summary>
    /// <param name="contacts">Contacts that have been linked.</param>
    /// <param name="cancellationToken">Cancels; answers that were not queued stay noted.</param>
    public async Task ReleaseAsync(IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken)
    {
        var keys = contacts.Count switch
        {
            0 => [],
            <= MaxLookUps => await KeysOfAsync(contacts, cancellationToken),
            _ => (await AllKeysAsync(cancellationToken)).FindAll(k => contacts.Contains(ContactOf(k))),
        };
        foreach (var (key, document) in keys.Count == 0 ? new Dictionary<string, Document>() : await table.FindManyAsync(Partition, keys, cancellationToken))
        {
            var answer = SyncJson.Read<UnlinkedAnswer>(document.Content);
            await queues.SendAsync(answer.Queue, answer.Message, null, cancellationToken);
            await table.DeleteAsync(Partition, [key], cancellationToken);
        }
    }

    /// <summary>The noted answers whose ids begin alike, as they are read.</summary>
    /// <param name="idPrefix">How the ids begin.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<UnlinkedAnswer> ListAsync(string idPrefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in table.ScanAsync(Partition, null, cancellationToken))
        {
            if (document.Key[(document.Key.LastIndexOf('.') + 1)..].StartsWith(idPrefix, StringComparison.Ordinal))
            {
                yield return SyncJson.Read<UnlinkedAnswer>(document.Content);
            }
        }
    }

    private static string PrefixOf(Guid contact) => $"{contact:N}.";

    private static Guid ContactOf(string key) => Guid.ParseExact(key[..key.IndexOf('.', StringComparison.Ordinal)], "N");

    private async Task<List<string>> KeysOfAsync(IEnumerable<Guid> contacts, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        foreach (var contact in contacts)
        {
            // Zero comes after the full stop in ASCII, and is not escaped as the slash between them is.
            await foreach (var key in table.ScanKeysAsync(Partition, PrefixOf(contact), $"{contact:N}0", cancellationToken))
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private async Task<List<string>> AllKeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var key in table.ScanKeysAsync(Partition, cancellationToken: cancellationToken))
        {
            keys.Add(key);
        }

        return keys;
    }

    private async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        if (_cleanedUpAt != long.MinValue && time.GetElapsedTime(_cleanedUpAt) < CleanUpInterval)
        {
            return;
        }

        _cleanedUpAt = time.GetTimestamp();
        var before = (time.GetUtcNow() - Kept).ToString(DayFormat, CultureInfo.InvariantCulture);
        var old = (await AllKeysAsync(cancellationToken)).FindAll(k => string.CompareOrdinal(k.Split('.')[1], before) < 0);
        await table.DeleteAsync(Partition, old, cancellationToken);
    }
}
