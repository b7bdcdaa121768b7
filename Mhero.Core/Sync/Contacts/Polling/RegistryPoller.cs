using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Polling;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Reads which workers changed in the registry, or the places where they work, and puts the workers' references on the queue.</summary>
internal sealed class RegistryPoller(
    FhirGateway fhir,
    CursorStore cursors,
    SeenVersionStore seen,
    ContactLedger ledger,
    ContactIndex index,
    PlacePoller places,
    WorkerKeys keys,
    IOptions<ContactSyncOptions> options)
{
    /// <summary>Reads the pollers of places, PractitionerRoles and Practitioners to their ends.</summary>
    /// <param name="batches">Where changed workers go.</param>
    /// <param name="cancellationToken">Stops between two pages; pages already read count.</param>
    /// <exception cref="FhirException">The registry cannot be read; the cursor stands at the last page that was.</exception>
    public async Task ReadAsync(BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        var known = await cursors.ReadAsync(CursorNames.WorkersKnown, cancellationToken);

        // The places first, so that workers read after them are mapped with the present places.
        await places.ReadAsync(batches, cancellationToken);
        await ReadRolesAsync(batches, first: known.Position is null, cancellationToken);
        await ReadPractitionersAsync(batches, first: known.Position is null, cancellationToken);
        if (known.Position is null)
        {
            await cursors.TryMoveAsync(known, DateTimeOffset.UnixEpoch, cancellationToken);
        }
    }

    private async Task ReadPractitionersAsync(BatchWriter<ContactItem> batches, bool first, CancellationToken cancellationToken)
    {
        var reading = new ChangePoll(CursorNames.Practitioners, cursors, seen, options.Value.Overlap);
        await reading.BeginAsync(cancellationToken);
        var read = first && reading.Since is null && await ledger.KnowsNoWorkerAsync(cancellationToken) ? new HashSet<string>() : null;
        await foreach (var page in fhir.ChangesAsync(WorkerTypes.Practitioner, reading.Since, null, cancellationToken))
        {
            var lastRecord = page.Matches is [.., var last] ? last.Meta?.LastUpdated : null;
            var firstRecord = page.Matches is [var earliest, ..] ? earliest.Meta?.LastUpdated : null;
            if (!await reading.TurnToAsync(page.ServerTime, firstRecord, lastRecord, cancellationToken))
            {
                await reading.MoveAsync(null, complete: true, cancellationToken);
                break;
            }

            var changed = page.Matches.OfType<Practitioner>()
                .Where(p => p.Id is not null && reading.IsNew($"Practitioner/{p.Id}", VersionOf(p), p.Meta?.LastUpdated))
                .ToList();
            foreach (var item in await SelectAsync(changed, read, cancellationToken))
            {
                await batches.AddAsync(item, cancellationToken);
            }

            await batches.FlushAsync(cancellationToken);
            await reading.MoveAsync(lastRecord, !page.HasNext, cancellationToken);
        }
    }

    /// <summary>
    /// A role's change is a change of its worker. At the very first reading every worker is read with all roles anyway, so
    /// only the newest roles are read, to set the cursor, and no worker is queued for them.
    /// </summary>
    private async Task ReadRolesAsync(BatchWriter<ContactItem> batches, bool first, CancellationToken cancellationToken)
    {
        var reading = new ChangePoll(CursorNames.Roles, cursors, seen, options.Value.Overlap);
        await reading.BeginAsync(cancellationToken);
        var onlyToStand = first && await reading.StandAtNewestAsync(token => fhir.NewestAsync("PractitionerRole", token), cancellationToken);
        await foreach (var page in fhir.ChangesAsync("PractitionerRole", reading.Since, ["practitioner"], cancellationToken))
        {
            var lastRecord = page.Matches is [.., var last] ? last.Meta?.LastUpdated : null;
            var firstRecord = page.Matches is [var earliest, ..] ? earliest.Meta?.LastUpdated : null;
            if (!await reading.TurnToAsync(page.ServerTime, firstRecord, lastRecord, cancellationToken))
            {
                await reading.MoveAsync(null, complete: true, cancellationToken);
                break;
            }

            var workers = page.Matches.OfType<PractitionerRole>()
                .Where(r => reading.IsNew($"PractitionerRole/{r.Id}", VersionOf(r), r.Meta?.LastUpdated))
                .Select(r => r.Practitioner?.Reference)
                .Where(r => WorkerTypes.Split(r) is not null)
                .Distinct()
                .ToList();
            foreach (var worker in onlyToStand ? [] : workers)
            {
                await batches.AddAsync(new ContactItem { Worker = worker }, cancellationToken);
            }

            await batches.FlushAsync(cancellationToken);
            await reading.MoveAsync(lastRecord, !page.HasNext, cancellationToken);
        }
    }

    /// <summary>The version that distinguishes the states of a resource.</summary>
    public static string VersionOf(Resource resource) => resource.Meta?.VersionId ?? resource.Meta?.LastUpdated?.UtcTicks.ToString("x") ?? "-";

    /// <param name="practitioners">The page's Practitioners.</param>
    /// <param name="read">Workers that this reading has met, if it is the first one of an empty ledger; else null.</param>
    /// <param name="cancellationToken">Stops between two chunks.</param>
    private async Task<List<ContactItem>> SelectAsync(
        List<Practitioner> practitioners, HashSet<string>? read, CancellationToken cancellationToken)
    {
        var items = new List<ContactItem>(practitioners.Count);

        // Asked before the numbers are noted: a contact that the other poller reads only after that would not be looked for.
        var contactsKnown = read is not null && (await cursors.ReadAsync(CursorNames.ContactsKnown, cancellationToken)).Position is not null;
        var known = practitioners.Select(p => (
            Reference: $"Practitioner/{p.Id}",
            Keys: keys.Of(p)));
        foreach (var workers in ContactIndex.Pack(known, w => w.Keys.Count))
        {
            // A worker that changes while the poller is read comes twice, the second time perhaps with another number:
            // only the first time is it certain that no handler has acted on it.
            var added = read is not null
                && workers.Count(w => read.Add(w.Reference)) == workers.Count
                && await index.TryAddWorkersAsync(workers, cancellationToken);
            if (!added)
            {
                await ledger.IndexAsync([.. workers.SelectMany(w => ContactIndex.Owns(w.Reference, w.Keys, true))], cancellationToken);
            }

            items.AddRange(workers.Select(w => new ContactItem { Worker = w.Reference, Fresh = added && contactsKnown ? "yes" : null }));
        }

        return items;
    }
}
