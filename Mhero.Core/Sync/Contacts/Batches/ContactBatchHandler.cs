using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Takes one batch from the queue through all its stages: load, match, plan, write, keep, settle.</summary>
internal sealed class ContactBatchHandler(
    PairLoader loader,
    PairMatcher matcher,
    PairPlanner planner,
    ContactRefresher refresher,
    NumberGuard guard,
    WorkspaceFields fields,
    PairCommit commit,
    ContactWriter contactWriter,
    RegistryWriter registryWriter,
    DeletedContacts deletedContacts,
    PostedWorkers postedWorkers,
    PlaceCache places,
    CursorStore cursors,
    SeenVersionStore seen,
    IEnumerable<IContactObserver> observers,
    UnlinkedAnswers unlinked,
    BatchOutcome outcome,
    TimeProvider time)
    : IBatchHandler<ContactItem>
{
    private bool _contactsKnown;
    private bool _workersKnown;

    /// <summary>Handles a batch; throws only when the message itself has to be delivered again.</summary>
    public async Task HandleAsync(BatchMessage<ContactItem> message, CancellationToken cancellationToken)
    {
        var more = await postedWorkers.WriteAsync(message.Items, cancellationToken);
        var pairs = more.Pairs.ToList();
        var now = time.GetUtcNow();
        var items = message.Items.Where(i => i.Resource is null).Select(i => i.At(now)).ToList();
        var loaded = false;
        try
        {
            // Asked before the search: a record that a poller reads only after the search would be created twice.
            var readSides = await ReadPollCompletenessAsync(cancellationToken);
            pairs.AddRange(await loader.LoadAsync(items, cancellationToken));
            loaded = true;
            more.Items.AddRange(await deletedContacts.HandleAsync(pairs, cancellationToken));
            more.Items.AddRange((await HandleAsync(pairs, readSides, cancellationToken)).Select(w => new ContactItem { Worker = w }));
        }
        catch (Exception e) when (e is FhirException or RapidProException or TimeoutException)
        {
            // A side that cannot be read at all concerns every item that is not settled yet.
            pairs.AddRange(loaded ? [] : items.Select(i => new Pair(i)));
            foreach (var pair in pairs.Where(p => p.IsOpen))
            {
                pair.Fail(e);
            }
        }

        await outcome.SettleAsync(message, pairs, more.Items, cancellationToken);
    }

    /// <returns>Workers who have a number that another one has just given up.</returns>
    private async Task<IReadOnlyList<string>> HandleAsync(List<Pair> pairs, (bool Contacts, bool Workers) readSides, CancellationToken cancellationToken)
    {
        await matcher.MatchAsync(pairs, cancellationToken);
        commit.SkipClaimed(pairs);
        var known = await LoadPlacesAsync(pairs, cancellationToken);
        Plan(pairs.Where(p => p.IsOpen), known, readSides);
        await PlanWithPresentTypesAsync(pairs, known, readSides, cancellationToken);

        // A contact that turns out to be newer than remembered may name other places.
        var newer = await refresher.RefreshAsync(pairs, cancellationToken);
        await matcher.CheckNamedWorkersAsync(pairs, cancellationToken);
        newer.AddRange(await guard.CheckAsync([.. pairs.Except(newer)], cancellationToken));
        if (newer.Count > 0)
        {
            known = await LoadPlacesAsync(pairs, cancellationToken);
            Plan(newer, known, readSides);
            await PlanWithPresentTypesAsync(newer, known, readSides, cancellationToken);
            Plan(await guard.CheckAsync(newer, cancellationToken), known, readSides);
        }

        await commit.ClaimAsync(pairs, cancellationToken);
        await outcome.RecordConflictsAsync(pairs, cancellationToken);
        await contactWriter.ActAsync(pairs, cancellationToken);
        await contactWriter.WriteAsync(pairs, cancellationToken);
        var written = await registryWriter.WriteAsync(pairs, known, cancellationToken);
        await contactWriter.LinkAsync(pairs, cancellationToken);
        var echoes = pairs.Where(p => p is { IsOpen: true, IsEcho: true, Contact.ModifiedOn: not null }).Select(p => p.Contact!).ToList();

        // Before the ledger row: a process that dies in between notifies again (at least once).
        await NotifyObserversAsync(pairs, cancellationToken);
        var linked = pairs.Where(p => p is { IsOpen: true, Reference: not null, Contact: not null } && p.ContactRow?.Row.Worker != p.Reference).Select(p => p.Contact!.Uuid).ToList();
        await unlinked.ReleaseAsync(linked, cancellationToken);
        var concerned = await commit.CommitAsync(pairs, known, cancellationToken);
        await unlinked.ReleaseAsync(linked, cancellationToken);
        await RememberAsync(echoes, written, cancellationToken);
        return concerned;
    }

    /// <summary>
    /// A field whose type was changed since the fields were last read shows changed values that no person changed: before the
    /// registry takes any over, the types are read again, one request for the batch. The same applies before a value is held
    /// back because of a field's type, which may have been changed back.
    /// </summary>
    private async Task PlanWithPresentTypesAsync(
        List<Pair> pairs, PlaceIndex known, (bool Contacts, bool Workers) readSides, CancellationToken cancellationToken)
    {
        var concerned = pairs
            .Where(p => p is { IsOpen: true, Plan: { } plan, Worker: not null }
                && (fields.HasOtherTypes || plan.RegistryChanges.Any(a => a.StartsWith(ProfileAttributes.FieldPrefix, StringComparison.Ordinal))))
            .ToList();
        if (concerned.Count > 0)
        {
            await fields.ReadAsync(cancellationToken);
            Plan(concerned, known, readSides);
        }
    }

    private void Plan(IEnumerable<Pair> pairs, PlaceIndex known, (bool Contacts, bool Workers) readSides)
    {
        foreach (var pair in pairs.Where(p => p.IsOpen))
        {
            pair.Take(() => planner.Plan(pair, known, readSides.Contacts, readSides.Workers));
        }
    }

    /// <summary>Reads the places of the workers' roles, and searches for those that contacts name and the worker does not have.</summary>
    private async Task<PlaceIndex> LoadPlacesAsync(List<Pair> pairs, CancellationToken cancellationToken)
    {
        var open = pairs.Where(p => p.IsOpen).ToList();
        var references = open.SelectMany(RolesOf).SelectMany(PlaceIndex.ReferencesOf).ToList();
        var known = await places.LoadAsync(references, [], cancellationToken);
        var others = open
            .Where(p => p.Contact is not null)
            .SelectMany(p => planner.FacilitiesOf(p.Contact!)
                .Where(text => !RolesOf(p).SelectMany(known.FacilitiesOf).Any(f => string.Equals(f.Name, text, StringComparison.OrdinalIgnoreCase))))
            .ToList();
        return others.Count == 0 ? known : await places.LoadAsync(references, others, cancellationToken);
    }

    private static IReadOnlyList<PractitionerRole> RolesOf(Pair pair) => pair.Worker?.Roles ?? [];

    /// <summary>A record may be created on a side only when all existing records of that side are known.</summary>
    private async Task<(bool Contacts, bool Workers)> ReadPollCompletenessAsync(CancellationToken cancellationToken)
    {
        _contactsKnown = _contactsKnown || (await cursors.ReadAsync(CursorNames.ContactsKnown, cancellationToken)).Position is not null;
        _workersKnown = _workersKnown || (await cursors.ReadAsync(CursorNames.WorkersKnown, cancellationToken)).Position is not null;
        return (_contactsKnown, _workersKnown);
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
    }
}
