using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Contacts.Ledger;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Notes the registry's newest Practitioners before a Practitioner is created. One search, unless many changed since the last poll.</summary>
internal sealed class RecentWorkers(FhirGateway fhir, CursorStore cursors, ContactLedger ledger, WorkerKeys keys)
    : RecentRecords(CursorNames.Practitioners, CursorNames.WorkersKnown, cursors)
{
    private static readonly string[] Elements = ["active", "identifier", "telecom"];

    /// <inheritdoc/>
    protected override async Task<(DateTimeOffset? Newest, bool IsWhole)> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        DateTimeOffset? newest = null;
        var pages = 0;
        await foreach (var page in fhir.ChangesAsync(WorkerTypes.Practitioner, since, Elements, cancellationToken))
        {
            var practitioners = page.Matches.OfType<Practitioner>().Where(p => p.Id is not null);
            await NoteOnceAsync(
                practitioners,
                p => p.VersionId is { } version ? (ReferenceOf(p), version) : null,
                some => ledger.IndexAsync([.. some.SelectMany(p => ContactIndex.Owns(ReferenceOf(p), keys.Of(p), true))], cancellationToken));
            newest = page.Matches is [.., { Meta.LastUpdated: { } last }] ? last : newest;
            if (page.HasNext && ++pages == MaxPages)
            {
                return (newest, false);
            }
        }

        return (newest, true);
    }

    private static string ReferenceOf(Practitioner practitioner) => $"Practitioner/{practitioner.Id}";
}
