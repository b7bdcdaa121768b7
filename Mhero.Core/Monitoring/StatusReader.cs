using Mhero.Core.Storage.Cursors;
using Mhero.Core.Storage.Pauses;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Servers;

namespace Mhero.Core.Monitoring;

/// <summary>Reads the state of the syncs.</summary>
public sealed class StatusReader
{
    private readonly CursorStore _cursors;
    private readonly QueueStatusReader _queues;
    private readonly ExecutionStatusReader _executions;
    private readonly OpenIssueReader _openIssues;
    private readonly OpenCircuits _circuits;
    private readonly ReferenceCheck _references;
    private readonly ServerProfileStore _servers;
    private readonly PauseSwitch _pauses;

    internal StatusReader(
        CursorStore cursors,
        QueueStatusReader queues,
        ExecutionStatusReader executions,
        OpenIssueReader openIssues,
        OpenCircuits circuits,
        ReferenceCheck references,
        ServerProfileStore servers,
        PauseSwitch pauses) =>
        (_cursors, _queues, _executions, _openIssues, _circuits, _references, _servers, _pauses) =
        (cursors, queues, executions, openIssues, circuits, references, servers, pauses);

    /// <summary>Reads the status; a few requests to storage, whatever the number of workers, and the checks of the flows and groups that are named.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<Status> ReadAsync(CancellationToken cancellationToken)
    {
        var status = await ReadStoredAsync(cancellationToken);
        var (flows, groups) = await _references.ReadAsync(cancellationToken);
        return status with { Flows = flows, Groups = groups };
    }

    /// <summary>Reads what storage has of the status, and asks neither side: <see cref="Status.Flows"/> and <see cref="Status.Groups"/> are empty.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<Status> ReadStoredAsync(CancellationToken cancellationToken)
    {
        var waiting = await _queues.ReadAsync(cancellationToken);
        var read = await _cursors.ListAsync(cancellationToken);
        var open = await _openIssues.ReadAsync(cancellationToken);
        return new Status(
            [.. read.Where(c => c.Position > DateTimeOffset.UnixEpoch).Select(c => new PollerStatus(c.Name, c.Position, c.MovedAt))],
            waiting,
            await _executions.ReadRecentAsync(cancellationToken),
            open.DeadLetters,
            open.Reviews,
            open.WorkersWithIssues,
            open.WorkerIssues,
            await _executions.ReadReadingsAsync(cancellationToken),
            await _circuits.ListAsync(cancellationToken),
            [],
            [])
        {
            Clocks = ClockStatus.Of(read),
            PlacesWithIssues = open.PlacesWithIssues,
            PlaceIssues = open.PlaceIssues,
            Pauses = await _pauses.ListAsync(cancellationToken),
            Server = await _servers.FindAsync(cancellationToken),
        };
    }
}
