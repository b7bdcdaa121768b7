using System.Runtime.CompilerServices;
using Mhero.Core.Messaging.Outbox;

namespace Mhero.Core.Messaging.Requests;

/// <summary>The requests that have a schedule; those that were revoked or are over are not among them.</summary>
public sealed class ScheduledRequests
{
    private readonly OutboxTable _outbox;

    internal ScheduledRequests(OutboxTable outbox) => _outbox = outbox;

    /// <summary>Reads them.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<ScheduledRequest> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var row in _outbox.ScanAsync(cancellationToken))
        {
            if (row is { State: RequestState.Scheduled, Cron: { } cron })
            {
                yield return new(row.Id, cron, row.Once, row.Content, row.NotAfter, row.CreatedAt, await _outbox.ResourceAsync(row.Id, cancellationToken));
            }
        }
    }

    /// <summary>Says that a request has fired for the last time.</summary>
    /// <param name="id">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task EndAsync(Guid id, CancellationToken cancellationToken = default) =>
        _outbox.ChangeRequestAsync(id, r => r.State == RequestState.Scheduled ? r with { State = RequestState.Completed } : null, cancellationToken);
}
