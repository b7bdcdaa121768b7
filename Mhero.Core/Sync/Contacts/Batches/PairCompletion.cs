using Mhero.Core.Mapping.Places;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Writing;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>What follows the writes of a batch: observers, answers that waited for their worker, the ledger, and the versions that pollers drop.</summary>
internal sealed class PairCompletion(IEnumerable<IContactObserver> observers, UnlinkedAnswers unlinked, PairCommit commit, SeenVersionStore seen, RecentContacts recent)
{
    /// <summary>Completes the open pairs.</summary>
    /// <param name="pairs">The pairs, written.</param>
    /// <param name="places">The places that the pairs name.</param>
    /// <param name="written">The versions that the registry gave to what was written, each with the poller that will show it.</param>
    /// <param name="cancellationToken">Cancels; the next attempt repeats what is missing.</param>
    /// <returns>Workers who have a number that another one has just given up.</returns>
    public async Task<IReadOnlyList<string>> CompleteAsync(
        IReadOnlyList<Pair> pairs, PlaceIndex places, List<(string Poller, SeenVersion Version)> written, CancellationToken cancellationToken)
    {
        var echoes = pairs.Where(p => p is { IsOpen: true, IsEcho: true, Contact.ModifiedOn: not null }).Select(p => p.Contact!).ToList();

        // Before the ledger row: a process that dies in between notifies again (at least once).
        await NotifyObserversAsync(pairs, cancellationToken);
        var linked = pairs.Where(p => p is { IsOpen: true, Reference: not null, Contact: not null } && p.ContactRow?.Row.Worker != p.Reference).Select(p => p.Contact!.Uuid).ToList();
        await unlinked.ReleaseAsync(linked, cancellationToken);
        var concerned = await commit.CommitAsync(pairs, places, cancellationToken);
        await unlinked.ReleaseAsync(linked, cancellationToken);
        await RememberAsync(echoes, written, cancellationToken);
        return concerned;
    }

    private async Task NotifyObserversAsync(IEnumerable<Pair> pairs, CancellationToken cancellationToken)
    {
        var observations = pairs.Where(p => p is { IsOpen: true, Reference: not null }).Select(p => new ContactObservation(
            p.Reference!,
            p.Plan?.WorkerUpdate?.Worker.Person ?? p.Worker?.Person,
            p.Contact,
            p.ContactRow?.Row.Contact,
            p.Contact is not null && p.ContactRow?.Row.Worker != p.Reference)
        {
            IsGone = p is { WorkerGone: true, WorkerCreated: false },
            WasGone = p.WorkerRow?.Row.Gone is true,
        }).ToList();
        foreach (var observer in observations.Count == 0 ? [] : observers)
        {
            await observer.NotifyAsync(observations, cancellationToken);
        }
    }

    /// <summary>The pollers show mHero's own writes again and drop them by these versions.</summary>
    private async Task RememberAsync(List<Contact> echoes, List<(string Poller, SeenVersion Version)> written, CancellationToken cancellationToken)
    {
        if (echoes.Count > 0)
        {
            await seen.AddAsync(
                CursorNames.Contacts,
                [.. echoes.Select(c => new SeenVersion(c.Uuid.ToString(), ContactPoller.VersionOf(c).Version, c.ModifiedOn!.Value))],
                cancellationToken);
        }

        foreach (var poller in written.GroupBy(w => w.Poller, w => w.Version))
        {
            await seen.AddAsync(poller.Key, [.. poller], cancellationToken);
        }

        // The commit has noted their numbers.
        recent.Remember([.. echoes.Select(RecentContacts.VersionOf).OfType<(string Id, string Version)>()]);
    }
}
