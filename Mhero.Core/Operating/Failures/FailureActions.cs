using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Operating.Failures;

/// <summary>An operator's actions on dead letters. Each is in the audit log before it is done.</summary>
public sealed class FailureActions
{
    private readonly DeadLetterStore _letters;
    private readonly JobOrders _jobs;
    private readonly IReadOnlyList<IMessageCheck> _checks;
    private readonly IAuditLog _audit;

    internal FailureActions(DeadLetterStore letters, JobOrders jobs, IEnumerable<IMessageCheck> checks, IAuditLog audit) =>
        (_letters, _jobs, _checks, _audit) = (letters, jobs, [.. checks], audit);

    /// <summary>Puts one dead letter back on its queue.</summary>
    /// <param name="id">The dead letter.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if there is none.</returns>
    public async Task<bool> ReplayAsync(string id, Operator by, CancellationToken cancellationToken)
    {
        if (await _letters.FindAsync(id, cancellationToken) is not { } letter)
        {
            return false;
        }

        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Replay, id) { Before = StateOf(letter) }, cancellationToken);
        return await _letters.ReplayAsync(id, cancellationToken);
    }

    /// <summary>Orders the replay of all dead letters that match, in the order of receipt.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is a job, and a repeat does no harm.</param>
    /// <returns>The job; one that runs already for the same filter is returned instead.</returns>
    public Task<Job> ReplayAllAsync(DeadLetterFilter filter, Operator by, CancellationToken cancellationToken) =>
        OrderAsync(new JobOrder(JobKinds.Replay) { Filter = filter, By = by.Name }, AuditActions.Replay, by, null, cancellationToken);

    /// <summary>Orders the discard of all dead letters that match.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is a job, and a repeat does no harm.</param>
    /// <returns>The job; one that runs already for the same filter and reason is returned instead.</returns>
    public Task<Job> DiscardAllAsync(DeadLetterFilter filter, string reason, Operator by, CancellationToken cancellationToken) =>
        OrderAsync(new JobOrder(JobKinds.Discard) { Filter = filter, Argument = reason, By = by.Name }, AuditActions.Discard, by, reason, cancellationToken);

    /// <summary>Orders that index and counters of the dead letters are made again.</summary>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is a job, and a repeat does no harm.</param>
    /// <returns>The job; one that runs already is returned instead.</returns>
    public Task<Job> RecountAsync(Operator by, CancellationToken cancellationToken) =>
        OrderAsync(new JobOrder(JobKinds.Recount) { By = by.Name }, AuditActions.Recount, by, null, cancellationToken);

    /// <summary>Replaces the payload of a dead letter and puts it back on its queue. The audit log keeps the original payload.</summary>
    /// <param name="id">The dead letter.</param>
    /// <param name="version">The version that was edited; null to replace any.</param>
    /// <param name="payload">The new payload: a message that the dead letter's queue can read.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The result.</returns>
    public async Task<EditAnswer> EditAsync(string id, string? version, string payload, Operator by, CancellationToken cancellationToken)
    {
        if (await _letters.FindDetailAsync(id, cancellationToken) is not { } found)
        {
            return new EditAnswer(EditResult.NotFound);
        }

        if (FaultOf(found.Letter.Queue, payload) is { } fault)
        {
            return new EditAnswer(EditResult.Unreadable, fault);
        }

        if (version is not null && version != found.Version && found.Letter.Payload != payload)
        {
            return new EditAnswer(EditResult.Changed);
        }

        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Edit, id) { Before = found.Letter.Payload, After = payload }, cancellationToken);
        if (!await _letters.EditAsync(id, found.Version, payload, cancellationToken))
        {
            return new EditAnswer(EditResult.Changed);
        }

        return new EditAnswer(await _letters.ReplayAsync(id, cancellationToken) ? EditResult.Replayed : EditResult.NotFound);
    }

    /// <summary>Discards a dead letter: it is kept, does not count as open, and can be restored.</summary>
    /// <param name="id">The dead letter.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It afterwards; null if there is none.</returns>
    public async Task<DeadLetter?> DiscardAsync(string id, string reason, Operator by, CancellationToken cancellationToken)
    {
        if (await _letters.FindAsync(id, cancellationToken) is not { } letter)
        {
            return null;
        }

        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Discard, id) { Before = StateOf(letter), Detail = reason }, cancellationToken);
        return await _letters.DiscardAsync(id, by.Name, reason, cancellationToken);
    }

    /// <summary>Undoes a discard.</summary>
    /// <param name="id">The dead letter.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>It afterwards; null if there is none.</returns>
    public async Task<DeadLetter?> RestoreAsync(string id, Operator by, CancellationToken cancellationToken)
    {
        if (await _letters.FindAsync(id, cancellationToken) is not { } letter)
        {
            return null;
        }

        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Restore, id) { Before = StateOf(letter) }, cancellationToken);
        return await _letters.RestoreAsync(id, cancellationToken);
    }

    /// <summary>Checks whether a queue could read a payload.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="payload">The payload.</param>
    /// <returns>The fault; null when it could.</returns>
    public string? FaultOf(string queue, string payload)
    {
        if (Encoding.UTF8.GetByteCount(payload) > MessageQueues.MaxContentBytes)
        {
            return $"it has more than {MessageQueues.MaxContentBytes} bytes";
        }

        return _checks.FirstOrDefault(check => check.Name == queue) is { } found ? found.FaultOf(payload) : "this app does not read its queue";
    }

    private static string StateOf(DeadLetter letter) => SyncJson.Write(new { letter.Queue, letter.Subject, letter.Code, letter.Discarded });

    private async Task<Job> OrderAsync(JobOrder order, string action, Operator by, string? reason, CancellationToken cancellationToken)
    {
        var filter = order.Filter is null ? null : SyncJson.Write(order.Filter);
        await _audit.WriteAsync(new AuditEntry(by, action, null) { After = filter, Detail = reason }, cancellationToken);
        return await _jobs.StartAsync(order, cancellationToken);
    }
}
