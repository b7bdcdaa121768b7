using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>
/// Closes reviews that the data has answered, and removes the dead letters of items that succeeded. A pair that wrote nothing may have been
/// planned from rows that another batch has changed since: it says nothing about the review or dead letter of that batch.
/// </summary>
internal sealed class SettledPairs(WorkQueue<ContactItem> queue, DeadLetterStore deadLetters, ReviewStore reviews, ValueReviews values, ContactLedger ledger)
{
    /// <summary>Closes and removes what is settled. Costs two requests, and some more for a pair that has a review or a dead letter.</summary>
    /// <param name="pairs">The pairs of a batch, with their results.</param>
    /// <param name="cancellationToken">Cancels; the message is then delivered again.</param>
    public async Task SettleAsync(IReadOnlyList<Pair> pairs, CancellationToken cancellationToken)
    {
        // An item that the sync meets for the first time cannot have a review or a dead letter.
        var known = pairs.Where(p => p is { State: ItemState.Done, IsFolded: false, Item.Fresh: null }).ToList();
        var settled = known.Where(p => p.SideReview is null).SelectMany(p => SubjectsOf(p).Select(s => (Subject: s, Pair: p))).ToLookup(s => s.Subject, s => s.Pair);
        var answered = known.SelectMany(p => values.Settled([p]).Select(s => (Subject: s, Pair: p))).ToLookup(s => s.Subject, s => s.Pair);
        await reviews.CloseForAsync(
            [.. settled.Concat(answered).Select(s => s.Key)],
            found => CurrentAsync(found, s => settled[s].Concat(answered[s]), cancellationToken),
            cancellationToken);
        await deadLetters.RemoveForAsync(
            queue.Name, [.. settled.Select(s => s.Key)], found => CurrentAsync([.. found.Select(letter => letter.Subject)], s => settled[s], cancellationToken), cancellationToken);
    }

    private static IEnumerable<string> SubjectsOf(Pair pair) =>
        new[] { pair.Reference, (pair.Contact?.Uuid ?? pair.Item.ContactUuid)?.ToString() }.OfType<string>();

    /// <summary>The subjects all of whose pairs have the rows in the ledger that they left there.</summary>
    private async Task<IReadOnlySet<string>> CurrentAsync(IReadOnlyCollection<string> subjects, Func<string, IEnumerable<Pair>> pairsOf, CancellationToken cancellationToken)
    {
        var pairs = subjects.ToDictionary(s => s, s => pairsOf(s).Distinct().ToList());
        var workers = await ledger.FindWorkersAsync(pairs.Values.SelectMany(p => p).Select(p => p.Reference).OfType<string>(), cancellationToken);
        var contacts = await ledger.FindContactsAsync(pairs.Values.SelectMany(p => p).Select(p => p.Contact?.Uuid).OfType<Guid>(), cancellationToken);
        return pairs.Where(s => s.Value.All(IsCurrent)).Select(s => s.Key).ToHashSet(StringComparer.Ordinal);

        // The item of a deleted contact changes the rows itself, on the condition of their versions.
        bool IsCurrent(Pair pair) => pair.Item.Deleted
            || (IsAsLeft(pair, pair.Reference is { } worker ? ContactLedger.WorkerKey(worker) : null, pair.WorkerRow?.Version, () => workers.GetValueOrDefault(pair.Reference!).Version)
                && IsAsLeft(pair, pair.Contact is { } contact ? ContactLedger.ContactKey(contact.Uuid) : null, pair.ContactRow?.Version, () => contacts.GetValueOrDefault(pair.Contact!.Uuid).Version));
    }

    private static bool IsAsLeft(Pair pair, string? key, string? read, Func<string?> present) =>
        key is null || (pair.RowVersions.GetValueOrDefault(key) ?? read) is not { } left || left == present();
}
