using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Reads which workers changed in the registry, or the places where they work, and puts the workers' references on the queue.</summary>
internal sealed class RegistryPoller(
    FhirGateway fhir,
    ChangePoller poller,
    PlacePoller places,
    WorkerSelector selector,
    RapidProSetup setup,
    EmptyWorkspace emptyWorkspace,
    FirstReadings firstReadings,
    IOptions<ContactSyncOptions> options) : IPoller<ContactItem>
{
    /// <inheritdoc/>
    public string Kind => SyncKinds.Registry;

    /// <inheritdoc/>
    public string OrderName => "Registry";

    /// <inheritdoc/>
    public async Task ReadAsync(BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        await setup.EnsureAsync(cancellationToken);
        var wasRead = await poller.WasReadAsync(CursorNames.WorkersKnown, cancellationToken);
        if (!wasRead)
        {
            await emptyWorkspace.MarkAsync(cancellationToken);
        }

        // The places first, so that workers read after them are mapped with the present places.
        await places.ReadAsync(batches, cancellationToken);
        await ReadRolesAsync(batches, isFirst: !wasRead, cancellationToken);
        var met = new HashSet<string>();
        await poller.ReadAsync(
            ChangeSources.Of<Practitioner>(fhir, CursorNames.Practitioners, options.Value.Overlap, null),
            batches,
            (workers, isFirst, token) => selector.SelectAsync(workers, isFirst && !wasRead ? met : null, token),
            cancellationToken);
        await poller.MarkReadAsync(CursorNames.WorkersKnown, cancellationToken);
    }

    /// <inheritdoc/>
    public Task SettleAsync(Exception? failure, CancellationToken cancellationToken) =>
        firstReadings.SettleAsync(OrderName, CursorNames.WorkersKnown, failure, cancellationToken);

    /// <summary>
    /// A role's change is a change of its worker. At the very first reading every worker is read with all roles anyway, so
    /// only the newest roles are read, to set the cursor, and no worker is queued for them.
    /// </summary>
    private Task ReadRolesAsync(BatchWriter<ContactItem> batches, bool isFirst, CancellationToken cancellationToken) => poller.ReadAsync(
        ChangeSources.Of<PractitionerRole>(fhir, CursorNames.Roles, options.Value.Overlap, ["practitioner"]) with
        {
            Newest = isFirst ? token => fhir.NewestAsync("PractitionerRole", token) : null,
            SkipsFirstRecords = isFirst,
        },
        batches,
        (roles, _, _) => roles.Select(r => ResourceLocation.RelativeOf(r.Practitioner?.Reference))
            .Where(r => WorkerTypes.Split(r) is not null)
            .Distinct()
            .Select(r => new ContactItem { Worker = r })
            .ToAsyncEnumerable(),
        cancellationToken);
}
