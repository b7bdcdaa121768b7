using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Reconciling;

/// <summary>The registry's part of a full reconcile: the ledger's workers are read by their ids, many in a search.</summary>
internal sealed class RegistrySide(FhirGateway fhir, ContactLedger ledger, PairLoader loader, ReconcileStore store)
{
    /// <summary>Workers in a step, which are one search for each type.</summary>
    private const int Rows = 100;

    /// <summary>Reads the workers of some rows, and puts those on the queue that are other than the ledger has them.</summary>
    public async Task<ReconcileProgress> ReadAsync(string job, ReconcileProgress progress, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        var rows = await ledger.WorkersAfterAsync(progress.Position, Rows, cancellationToken);
        var missing = new List<MissingRow>();
        var last = rows.Count < Rows ? null : rows[^1].Reference;
        foreach (var type in rows.Where(r => !r.Row.Gone).GroupBy(r => WorkerTypes.Split(r.Reference)?.Type))
        {
            if (type.Key is null)
            {
                continue;
            }

            var found = await FindAsync(type.Key, [.. type.Select(r => WorkerTypes.Split(r.Reference)!.Value.Id)], cancellationToken);
            progress = progress.Count(ReconcileCounts.Requests).Count(ReconcileCounts.Checked, type.Count());
            foreach (var (reference, row) in type)
            {
                if (found.GetValueOrDefault(reference) is { } person)
                {
                    progress = progress with { Workers = progress.Workers.With(row.Contact is not null, isGone: false) };
                    progress = progress.Count(ReconcileCounts.Changed, await CompareAsync(reference, row, person, batches, cancellationToken));
                }
                else if (row.Contact is not null)
                {
                    // Of a worker without a contact nothing has to follow.
                    missing.Add(new MissingRow(reference, IsLinked: true));
                }
            }
        }

        await store.WriteMissingAsync(job, missing, cancellationToken);
        return last is null ? progress.Next() : progress with { Position = last };
    }

    /// <inheritdoc cref="RapidProSide.ConfirmAsync"/>
    public async Task<(bool IsGone, int Items)> ConfirmAsync(string reference, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        var (type, id) = WorkerTypes.Split(reference)!.Value;
        DomainResource? person = !FhirGateway.IsId(id) ? null : type switch
        {
            WorkerTypes.Person => await fhir.ReadAsync<Person>(id, cancellationToken),
            WorkerTypes.Patient => await fhir.ReadAsync<Patient>(id, cancellationToken),
            _ => await fhir.ReadAsync<Practitioner>(id, cancellationToken),
        };
        if (person is null)
        {
            return (true, 0);
        }

        var rows = await ledger.FindWorkersAsync([reference], cancellationToken);
        return (false, rows.TryGetValue(reference, out var row) ? await CompareAsync(reference, row.Row, person, batches, cancellationToken) : 0);
    }

    private async Task<int> CompareAsync(string reference, WorkerRow row, DomainResource person, BatchWriter<ContactItem> batches, CancellationToken cancellationToken)
    {
        if (!IsOther(row, new HealthWorker(person, [])))
        {
            return 0;
        }

        await batches.AddAsync(new ContactItem { Worker = reference }, cancellationToken);
        return 1;
    }

    private bool IsOther(WorkerRow row, HealthWorker worker)
    {
        try
        {
            return Differences.IsOther(loader.ContactUuidOf(worker), loader.ProfileOf(worker), row);
        }
#pragma warning disable CA1031 // Whatever a record makes the mapping throw, the handler reports it for this record.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return true;
        }
    }

    private async Task<Dictionary<string, DomainResource>> FindAsync(string type, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        IEnumerable<DomainResource> found = type switch
        {
            WorkerTypes.Person => await fhir.ReadManyAsync<Person>(ids, cancellationToken),
            WorkerTypes.Patient => await fhir.ReadManyAsync<Patient>(ids, cancellationToken),
            _ => await fhir.ReadManyAsync<Practitioner>(ids, cancellationToken),
        };
        return found.Where(r => r.Id is not null).DistinctBy(r => r.Id).ToDictionary(r => $"{type}/{r.Id}", StringComparer.Ordinal);
    }
}
