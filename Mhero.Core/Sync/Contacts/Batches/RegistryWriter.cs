using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>Writes the registry's side of a batch in one batch (two when new Practitioners bring roles).</summary>
internal sealed class RegistryWriter(FhirGateway fhir, PairPlanner planner, WorkerToProfile workerToProfile)
{
    /// <summary>Creates and updates workers and roles, and gives new contacts' UUIDs to their workers.</summary>
    /// <returns>The states of resources that the pollers need not show again.</returns>
    public async Task<List<(string Poller, SeenVersion Version)>> WriteAsync(IReadOnlyList<Pair> pairs, PlaceIndex places, CancellationToken cancellationToken)
    {
        foreach (var pair in pairs.Where(p => p is { IsOpen: true, ContactCreated: true }))
        {
            pair.Take(() => pair.Plan = planner.PlanLink(pair, places));
        }

        var written = new List<(string, SeenVersion)>();
        await LookForRolesAsync(pairs, cancellationToken);
        var open = pairs.Where(p => p is { IsOpen: true, Plan.WorkerUpdate: not null }).ToList();
        await SendAsync(open, written, p => PersonEntry(p).Concat(p.Worker is null ? [] : RoleEntries(p)), cancellationToken);

        var withNewRoles = open.Where(p => p is { IsOpen: true, WorkerCreated: true, Plan.WorkerUpdate.ChangedRoles.Count: > 0 }).ToList();
        foreach (var pair in withNewRoles)
        {
            foreach (var role in pair.Plan!.WorkerUpdate!.ChangedRoles)
            {
                role.Practitioner = new ResourceReference(pair.Reference);
            }
        }

        await SendAsync(withNewRoles, written, RoleEntries, cancellationToken);
        return written;
    }

    /// <summary>
    /// A search for the roles of many that missed those of one must not give that one another role: the roles of a worker who is
    /// to get a first one are searched for individually.
    /// </summary>
    private async Task LookForRolesAsync(IEnumerable<Pair> pairs, CancellationToken cancellationToken)
    {
        foreach (var pair in pairs.Where(p => p is { IsOpen: true, Worker: not null, Reference: not null } && p.Plan?.WorkerUpdate?.ChangedRoles.Any(r => r.Id is null) is true))
        {
            try
            {
                var known = pair.Worker!.Roles.Select(r => r.Id).ToHashSet();
                var page = await fhir.SearchAsync(new FhirSearch("PractitionerRole").Where("practitioner", pair.Reference!), cancellationToken);
                if (page.Matches.OfType<PractitionerRole>().Any(r => ResourceLocation.RelativeOf(r.Practitioner?.Reference) == pair.Reference && !known.Contains(r.Id)))
                {
                    pair.Finish(ItemState.Retry, SyncCodes.Overtaken, "The worker has a role that was not found a moment ago.");
                }
            }
            catch (FhirException e)
            {
                pair.Fail(e);
            }
        }
    }

    private IEnumerable<FhirEntry> PersonEntry(Pair pair)
    {
        var update = pair.Plan!.WorkerUpdate!;
        if (pair.Worker is not null)
        {
            return update.PersonChanged ? [FhirEntry.Update(update.Worker.Person)] : [];
        }

        // Named by the contact, so that a repeat after a lost answer finds the existing Practitioner.
        var condition = new FhirSearch(update.Worker.Person.TypeName).Where("identifier", workerToProfile.LinkSystem, pair.Contact!.Uuid.ToString());
        return [FhirEntry.Create(update.Worker.Person, condition)];
    }

    private static IEnumerable<FhirEntry> RoleEntries(Pair pair) => pair.Plan!.WorkerUpdate!.ChangedRoles.Select(role =>
        role.Id is not null
            ? FhirEntry.Update(role)
            : FhirEntry.Create(role, new FhirSearch("PractitionerRole").Where("identifier", MheroSystems.ContactRole, pair.Contact!.Uuid.ToString())));

    private async Task SendAsync(
        IReadOnlyList<Pair> pairs,
        List<(string Poller, SeenVersion Version)> written,
        Func<Pair, IEnumerable<FhirEntry>> entriesOf,
        CancellationToken cancellationToken)
    {
        var entries = pairs.SelectMany(p => entriesOf(p).Select(e => (Pair: p, Entry: e))).ToList();
        if (entries.Count == 0)
        {
            return;
        }

        IReadOnlyList<EntryVerdict> verdicts;
        try
        {
            verdicts = await fhir.BatchAsync([.. entries.Select(e => e.Entry)], cancellationToken);
        }
        catch (FhirException e)
        {
            foreach (var pair in pairs)
            {
                pair.Fail(e);
            }

            return;
        }

        foreach (var ((pair, entry), verdict) in entries.Zip(verdicts))
        {
            Accept(pair, entry, verdict, written);
        }
    }

    private static void Accept(Pair pair, FhirEntry entry, EntryVerdict verdict, List<(string Poller, SeenVersion Version)> written)
    {
        if (!verdict.Succeeded)
        {
            pair.Fail(verdict.Error!);
            return;
        }

        var isPerson = WorkerTypes.IsWorker(entry.Resource!.TypeName);
        var id = verdict.Id ?? entry.Resource!.Id;
        if (id is not null && verdict.VersionId is not null && verdict.LastModified is { } at)
        {
            written.Add((isPerson ? CursorNames.Practitioners : CursorNames.Roles, new($"{entry.Resource!.TypeName}/{id}", verdict.VersionId, at)));
        }

        if (pair.Worker is not null || !isPerson)
        {
            pair.WorkerUpdated |= pair.Worker is not null;
            return;
        }

        if (id is null)
        {
            pair.Finish(ItemState.Retry, SyncCodes.Overtaken, "The registry did not return the Practitioner that it created.");
            return;
        }

        // A repeat finds what an earlier try created; it counts as created once, in the run that finished it.
        pair.Reference = $"{entry.Resource!.TypeName}/{id}";
        pair.WorkerCreated = true;
    }
}
