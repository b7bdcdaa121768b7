using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Polling;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Reads which places changed in the registry, and puts the workers on the queue whose facility or district that is.</summary>
internal sealed class PlacePoller(
    FhirGateway fhir,
    CursorStore cursors,
    SeenVersionStore seen,
    PlaceCache places,
    PlaceChangeState marks,
    PlaceWorkers workers,
    IOptions<ContactSyncOptions> options)
{
    /// <summary>
    /// Reads the pollers of Locations, and of Organizations where places follow from them, to their ends. The first reading takes
    /// only the newest page, to set the cursor: every
    /// worker has been read, or will be, with the present places.
    /// </summary>
    /// <param name="batches">Where workers go.</param>
    /// <param name="cancellationToken">Stops between two pages; pages already read count.</param>
    /// <exception cref="FhirException">The registry cannot be read; the cursor stands at the last page that was.</exception>
    public async Task ReadAsync(BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        var organizationsSince = await marks.OrganizationsSinceAsync(cancellationToken);
        await ReadAsync(CursorNames.Locations, "Location", ["managingOrganization"], null, organizationsSince is not null, batches, cancellationToken);
        if (organizationsSince is { } since)
        {
            await ReadAsync(CursorNames.Organizations, "Organization", [], since - options.Value.Overlap - PollWindow.ClockTolerance, true, batches, cancellationToken);
        }
    }

    private async Task ReadAsync(
        string poller, string type, IReadOnlyList<string> elements, DateTimeOffset? start, bool withOrganizations, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        var reading = new ChangePoll(poller, cursors, seen, options.Value.Overlap);
        await reading.BeginAsync(cancellationToken);
        var onlyToStand = start is null && await reading.StandAtNewestAsync(token => fhir.NewestAsync(type, token), cancellationToken);
        await foreach (var page in fhir.ChangesAsync(type, reading.Since ?? start, elements, cancellationToken))
        {
            var lastRecord = page.Matches is [.., var last] ? last.Meta?.LastUpdated : null;
            var firstRecord = page.Matches is [var earliest, ..] ? earliest.Meta?.LastUpdated : null;
            if (!await reading.TurnToAsync(page.ServerTime, firstRecord, lastRecord, cancellationToken))
            {
                await reading.MoveAsync(null, complete: true, cancellationToken);
                break;
            }

            var changed = page.Matches
                .Where(p => p.Id is not null && reading.IsNew($"{type}/{p.Id}", RegistryPoller.VersionOf(p), p.Meta?.LastUpdated))
                .ToList();
            if (changed.Count > 0 && !onlyToStand)
            {
                // Before a batch can be handled that was written because of it.
                await places.ForgetAsync(cancellationToken);
                await foreach (var worker in workers.FindAsync(changed, withOrganizations, cancellationToken))
                {
                    await batches.AddAsync(new ContactItem { Worker = worker }, cancellationToken);
                }
            }

            await batches.FlushAsync(cancellationToken);
            await reading.MoveAsync(lastRecord, !page.HasNext, cancellationToken);
        }
    }
}
