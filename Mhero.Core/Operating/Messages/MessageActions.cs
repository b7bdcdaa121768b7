using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Operating.Messages;

/// <summary>An operator's actions on message requests. Each is in the audit log before it is done.</summary>
public sealed class MessageActions
{
    private readonly MessageRequests _requests;
    private readonly OutboxTable _outbox;
    private readonly FailedRecipients _failed;
    private readonly IAuditLog _audit;

    internal MessageActions(MessageRequests requests, OutboxTable outbox, FailedRecipients failed, IAuditLog audit) =>
        (_requests, _outbox, _failed, _audit) = (requests, outbox, failed, audit);

    /// <summary>Stops the messages of a request that were not sent yet.</summary>
    /// <param name="id">The request.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the request does not exist.</returns>
    public async Task<bool> RevokeAsync(Guid id, Operator by, CancellationToken cancellationToken)
    {
        if (await _outbox.FindRequestAsync(id, cancellationToken) is not { Row: { State: not RequestState.Preparing } row })
        {
            return false;
        }

        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Revoke, id.ToString()) { Before = SyncJson.Write(new { State = row.State.ToString(), row.Recipients }) }, cancellationToken);
        return await _requests.RevokeAsync(id, cancellationToken);
    }

    /// <summary>
    /// Sends a request again to those who failed, as a request of its own, never to somebody who got it. A repeat of the call finds the
    /// request that the first one made, until recipients fail who were not in it.
    /// </summary>
    /// <param name="id">The request.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; a repeat goes on.</param>
    /// <returns>The result; null when the request does not exist.</returns>
    /// <exception cref="RapidPro.RapidProException">RapidPro cannot be asked; nothing is sent.</exception>
    /// <exception cref="MessageRefusedException">The content cannot be sent any more.</exception>
    /// <exception cref="TimeoutException">Another call is preparing the same.</exception>
    public async Task<ResendResult?> ResendAsync(Guid id, Operator by, CancellationToken cancellationToken)
    {
        if (await _outbox.FindRequestAsync(id, cancellationToken) is not { Row: { State: not RequestState.Preparing } row })
        {
            return null;
        }

        // A call that died after the new request was made, and before it was noted, is completed first.
        var key = KeyOf(row);
        if (await _requests.FindReceiptAsync(key, cancellationToken) is { } earlier)
        {
            await NoteAsync(row, earlier.Id, cancellationToken);
            return new ResendResult(earlier.Id, earlier.Recipients);
        }

        var people = await _failed.FindAsync(row, cancellationToken);
        if (people.Count == 0)
        {
            return row.Resends is [.., var last] && await _outbox.FindRequestAsync(last, cancellationToken) is { Row: var resent }
                ? new ResendResult(last, resent.Recipients)
                : new ResendResult(null, 0);
        }

        await _audit.WriteAsync(
            new AuditEntry(by, AuditActions.Resend, id.ToString()) { After = SyncJson.Write(new { Request = MessageRequests.IdOf(key), Recipients = people.Count }) }, cancellationToken);
        var receipt = await _requests.CreateAsync(
            new MessageOrder
            {
                Key = key,
                Content = row.Content,
                ResolvedRecipients = new ResolvedRecipients(people, []),
                IsUrgent = row.IsUrgent,
                BasedOn = row.RegistryId is { } registry ? $"CommunicationRequest/{registry}" : null,
            },
            cancellationToken);
        await NoteAsync(row, receipt.Id, cancellationToken);
        return new ResendResult(receipt.Id, receipt.Recipients);
    }

    /// <summary>The key of the next resend: the same for all who call before it is noted.</summary>
    private static string KeyOf(RequestRow row) => string.Create(CultureInfo.InvariantCulture, $"resend {row.Id} {row.Resends.Count + 1}");

    private Task<RequestRow?> NoteAsync(RequestRow row, Guid resend, CancellationToken cancellationToken) =>
        _outbox.ChangeRequestAsync(row.Id, found => found.Resends.Contains(resend) ? null : found with { Resends = [.. found.Resends, resend] }, cancellationToken);
}
