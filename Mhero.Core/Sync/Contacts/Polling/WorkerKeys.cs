using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Places;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts.Ledger;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>The ledger's keys of a Practitioner's telephone numbers and WhatsApp addresses.</summary>
internal sealed class WorkerKeys(WorkerToProfile workerToProfile, TimeProvider time)
{
    /// <summary>The keys; none of a Practitioner that cannot be mapped, which its handler reports.</summary>
    public IReadOnlyList<string> Of(Practitioner practitioner)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        try
        {
            return [.. ContactIndex.KeysOf(workerToProfile.Map(new(new(practitioner, []), PlaceIndex.Empty, today)).Value)];
        }
#pragma warning disable CA1031 // Whatever a record makes the mapping throw, it stops no page.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }
}
