using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.Reviews;

/// <summary>The open questions to people, one for each subject.</summary>
/// <param name="table">Where they are kept.</param>
/// <param name="time">The clock.</param>
public sealed class ReviewStore(DocumentTable table, TimeProvider time)
{
    internal const string Partition = "reviews";

    /// <summary>The id of the review of a subject.</summary>
    /// <param name="subject">The subject.</param>
    /// <returns>32 hexadecimal digits.</returns>
    public static string IdFor(string subject) => StorageJson.HashOf(subject);

    /// <summary>Asks a question, or renews it if it is open already. One that has not changed is not written again.</summary>
    /// <param name="subject">The subject, by reference or UUID; never a name, a number or a text.</param>
    /// <param name="code">Stable code of the question.</param>
    /// <param name="message">The question, for a person.</param>
    /// <param name="candidates">The records to choose from.</param>
    /// <param name="payload">The data needed to continue once it is answered, JSON; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True if none was open for this subject.</returns>
    public async Task<bool> OpenAsync(
        string subject,
        string code,
        string message,
        IReadOnlyList<ReviewCandidate> candidates,
        string? payload,
        CancellationToken cancellationToken = default)
    {
        var id = IdFor(subject);
        var now = time.GetUtcNow();
        var isNew = false;
        await table.ChangeAsync(
            Partition,
            id,
            StorageJson.Instance.Review,
            before =>
            {
                isNew = before is null;
                return before is not null && before.Code == code && before.Message == message && before.Payload == payload
                    && before.Candidates.SequenceEqual(candidates)
                        ? before
                        : new Review(id, subject, code, message, candidates, payload, before?.CreatedAt ?? now, now);
            },
            cancellationToken);
        return isNew;
    }

    /// <summary>Reads one review.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It; null if it is not open.</returns>
    public async Task<Review?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        await table.FindAsync(Partition, id, cancellationToken) is { } document ? Read(document) : null;

    /// <summary>Lists open reviews, the latest first; those of the first 10,000 rows when more are open.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The reviews.</returns>
    public Task<IReadOnlyList<Review>> ListAsync(int max, CancellationToken cancellationToken = default) =>
        LatestItems.OfAsync(ScanAsync(cancellationToken).Take(LatestItems.LookedAt), max, r => r.CreatedAt, cancellationToken);

    /// <summary>Counts the open reviews.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many there are; 10,000 for as many and more.</returns>
    public Task<int> CountAsync(CancellationToken cancellationToken = default) => table.CountAsync(Partition, LatestItems.LookedAt, cancellationToken);

    /// <summary>Closes a review; one that is not open is fine.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    public Task CloseAsync(string id, CancellationToken cancellationToken = default) =>
        table.DeleteAsync(Partition, [id], cancellationToken);

    /// <summary>
    /// Closes the reviews of subjects that no longer need one. Costs one request per thousand open reviews, however many
    /// subjects there are, and two for each that is closed.
    /// </summary>
    /// <param name="subjects">The subjects; most may have none open.</param>
    /// <param name="confirm">
    /// Says which of those that have a review still need none. It is asked after the reviews were read, and a review that is renewed from then on stays open. Null: all.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were closed.</returns>
    public async Task<int> CloseForAsync(
        IReadOnlyCollection<string> subjects, Func<IReadOnlyCollection<string>, Task<IReadOnlySet<string>>>? confirm = null, CancellationToken cancellationToken = default)
    {
        if (subjects.Count == 0)
        {
            return 0;
        }

        var wanted = subjects.Distinct(StringComparer.Ordinal).ToDictionary(IdFor);
        var open = new List<string>();
        await foreach (var id in table.ScanKeysAsync(Partition, cancellationToken: cancellationToken))
        {
            if (wanted.ContainsKey(id))
            {
                open.Add(id);
            }
        }

        var found = await table.FindManyAsync(Partition, open, cancellationToken);
        var confirmed = confirm is null || found.Count == 0 ? null : await confirm([.. found.Keys.Select(id => wanted[id])]);
        var closed = 0;
        foreach (var (id, document) in found.Where(f => confirmed is null || confirmed.Contains(wanted[f.Key])))
        {
            closed += await table.TryDeleteAsync(Partition, id, document.Version!, cancellationToken) ? 1 : 0;
        }

        return closed;
    }

    private static Review Read(Document document) => StorageJson.Read(document, StorageJson.Instance.Review);

    private async IAsyncEnumerable<Review> ScanAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in table.ScanAsync(Partition, null, cancellationToken))
        {
            yield return Read(document);
        }
    }
}
