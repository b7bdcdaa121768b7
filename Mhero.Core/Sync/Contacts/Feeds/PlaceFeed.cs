using Mhero.Core.Fhir;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Directories;
using Mhero.Core.Sync.Feeds;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Contacts.Feeds;

/// <summary>Reads which places changed in the registry, and puts the workers on the queue whose facility or district that is.</summary>
internal sealed class PlaceFeed(
    FhirGateway fhir,
    CursorStore cursors,
    SeenVersions seen,
    PlaceDirectory places,
    PlaceMarks marks,
    PlaceWorkers workers,
    IOptions<ContactSyncOptions> options)
{
    /// <summary>
    /// Reads the feeds of Locations, and of Organizations where places follow from them, to their ends. The first reading takes
    /// only the newest page, to set the cursor: every
    /// worker has been read, or will be, with the present places.
    /// </summary>
    /// <param name="slices">Where workers go.</param>
    /// <param name="cancellationToken">Stops between two pages; pages already read count.</param>
    /// <exception cref="FhirException">The registry cannot be read; the cursor stands at the last page that was.</exception>
    public async Task ReadAsync(SliceWriter<ContactItem> slices, CancellationToken cancellationToken)
    {
        var organizationsSince = await marks.OrganizationsSinceAsync(cancellationToken);
        await ReadAsync(FeedNames.Locations, "Location", ["managingOrganization"], null, organizationsSince is not null, slices, cancellationToken);
        if (organizationsSince is { } since)
        {
            await ReadAsync(FeedNames.Organizations, "Organization", [], since - options.Value.Overlap - FeedWindow.ClockTolerance, true, slices, cancellationToken);
        }
    }

    private async Task ReadAsync(
        string feed, string type, IReadOnlyList<string> elements, DateTimeOffset? start, bool withOrganizations, SliceWriter<ContactItem> slices, CancellationToken cancellationToken)
    {
        var reading = new FeedReading(feed, cursors, seen, options.Value.Overlap);
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
                .Where(p => p.Id is not null && reading.IsNew($"{type}/{p.Id}", RegistryFeed.VersionOf(p), p.Meta?.LastUpdated))
                .ToList();
            if (changed.Count > 0 && !onlyToStand)
            {
                // Before a slice can be handled that was written because of it.
                await places.ForgetAsync(cancellationToken);
                await foreach (var worker in workers.FindAsync(changed, withOrganizations, cancellationToken))
                {
                    await slices.AddAsync(new ContactItem { Worker = worker }, cancellationToken);
                }
            }

            await slices.FlushAsync(cancellationToken);
            await reading.MoveAsync(lastRecord, !page.HasNext, cancellationToken);
        }
    }
}
