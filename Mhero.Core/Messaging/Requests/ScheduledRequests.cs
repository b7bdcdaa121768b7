using Hl7.Fhir.Model;
using Mhero.Core.Messaging.Delivery;
using Mhero.Core.Messaging.Outbox;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Messaging.Requests;

/// <summary>The requests that have a schedule; those that were revoked or are over are not among them.</summary>
public sealed class ScheduledRequests
{
    private readonly OutboxTable _outbox;
    private readonly RequestResources _resources;

    internal ScheduledRequests(OutboxTable outbox, RequestResources resources) => (_outbox, _resources) = (outbox, resources);

    /// <summary>Reads them. One whose resource cannot be read comes without it, so that it does not end the reading of the others.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<ScheduledRequest> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var row in _outbox.ScheduledAsync(cancellationToken))
        {
            if (row.Cron is { } cron)
            {
                yield return new(
                    row.Id, cron, row.Once, row.Content, row.NotBefore, row.NotAfter, row.CreatedAt, row.RegistryId, await _outbox.FindResourceAsync(row.Id, cancellationToken));
            }
        }
    }

    /// <summary>Writes a request to the registry unless it is there.</summary>
    /// <param name="id">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its id there; null when the request does not exist.</returns>
    /// <exception cref="Fhir.FhirException">The registry cannot be written.</exception>
    public async Task<string?> StoreAsync(Guid id, CancellationToken cancellationToken = default) =>
        await _outbox.FindRequestAsync(id, cancellationToken) is { Row: var row } ? (await _resources.StoreAsync(row, cancellationToken)).RegistryId : null;

    /// <summary>Marks a request as fired for the last time, here and in the registry.</summary>
    /// <param name="id">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Fhir.FhirException">The registry cannot be written.</exception>
    public async Task EndAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (await _outbox.FindRequestAsync(id, cancellationToken) is { Row: var row })
        {
            await _resources.EndAsync(row, RequestStatus.Completed, cancellationToken);
            await _outbox.ChangeRequestAsync(id, r => r.State == RequestState.Scheduled ? r with { State = RequestState.Completed } : null, cancellationToken);
        }
    }
}
