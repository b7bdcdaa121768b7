using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Reads which places changed in the registry, and puts the workers on the queue whose facility or district that is.</summary>
internal sealed class PlacePoller(
    FhirGateway fhir, ChangePoller poller, PlaceCache places, PlaceChangeState state, PlaceWorkers workers, IOptions<ContactSyncOptions> options)
{
    /// <summary>
    /// Reads the pollers of Locations, and of Organizations where places follow from them, to their ends. The first reading takes
    /// only the newest page, to set the cursor: every worker has been read, or will be, with the present places.
    /// </summary>
    /// <param name="batches">Where workers go.</param>
    /// <param name="cancellationToken">Stops between two pages; pages already read count.</param>
    /// <exception cref="FhirException">The registry cannot be read; the cursor stands at the last page that was.</exception>
    public async Task ReadAsync(BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        var overlap = options.Value.Overlap;
        var organizationsSince = await state.OrganizationsSinceAsync(cancellationToken);
        var locations = ChangeSources.Of<Location>(fhir, CursorNames.Locations, overlap, ["managingOrganization"]) with
        {
            Newest = token => fhir.NewestAsync("Location", token),
            SkipsFirstRecords = true,
        };
        await poller.ReadAsync(locations, batches, (changed, _, token) => SelectAsync(changed, organizationsSince is not null, token), cancellationToken);
        if (organizationsSince is { } since)
        {
            var organizations = ChangeSources.Of<Organization>(fhir, CursorNames.Organizations, overlap, []) with { Start = since - overlap - PollWindow.ClockTolerance };
            await poller.ReadAsync(organizations, batches, (changed, _, token) => SelectAsync(changed, true, token), cancellationToken);
        }
    }

    private async IAsyncEnumerable<ContactItem> SelectAsync(
        IReadOnlyList<Resource> changed, bool withOrganizations, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Before a batch can be handled that was written because of it.
        await places.ForgetAsync(cancellationToken);
        await foreach (var worker in workers.FindAsync(changed, withOrganizations, cancellationToken))
        {
            yield return new ContactItem { Worker = worker };
        }
    }
}
