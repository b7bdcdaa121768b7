using Mhero.Core.Messaging;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Storage.Reviews;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Flows;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Sync.Messages;
using Mhero.Core.Sync.Runs;
using Mhero.Core.Sync.Servers;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync;

/// <summary>Reads the state of the syncs.</summary>
public sealed class StatusReader(
    CursorStore cursors,
    MessageQueues queues,
    SyncLogStore runs,
    DeadLetterStore deadLetters,
    ReviewStore reviews,
    WorkerIssues workerIssues,
    OpenCircuits circuits,
    FlowReferences flowReferences,
    GroupReferences groupReferences,
    ServerProfileStore servers,
    IOptions<ContactSyncOptions> contacts,
    IOptions<GroupSyncOptions> groups,
    IOptions<FlowSyncOptions> flows,
    IOptions<RunSyncOptions> flowRuns,
    IOptions<MessageSyncOptions> messages,
    IOptions<MessagingOptions> messaging,
    IOptions<OptOutOptions> optOuts)
{
    private const int Runs = 10;
    private const int ListedWorkers = 100;

    private static readonly string[] Kinds =
    [
        SyncKinds.Registry, SyncKinds.Contacts, SyncKinds.Groups, SyncKinds.Flows, SyncKinds.Runs, SyncKinds.FlowResults, SyncKinds.Messages, SyncKinds.OptOuts,
    ];

    /// <summary>Reads the status; a few requests to storage, whatever the number of workers, and the checks of the flows and groups that are named.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<Status> ReadAsync(CancellationToken cancellationToken)
    {
        var waiting = await Task.WhenAll(new WorkOptions[] { contacts.Value, groups.Value, flows.Value, flowRuns.Value, messages.Value, messaging.Value, optOuts.Value }.Select(o => WaitingAsync(o.Queue, cancellationToken)));
        var read = await cursors.ListAsync(cancellationToken);
        return new Status(
            [.. read.Where(c => c.Position > DateTimeOffset.UnixEpoch).Select(c => new PollerStatus(c.Name, c.Position, c.MovedAt))],
            waiting,
            [.. (await runs.RecentAsync(null, Runs, cancellationToken)).Select(SyncExecutionStatus.Of)],
            await deadLetters.CountAsync(cancellationToken),
            await reviews.CountAsync(cancellationToken),
            await workerIssues.CountAsync(cancellationToken),
            await workerIssues.ListAsync(ListedWorkers, cancellationToken),
            [.. (await Task.WhenAll(Kinds.Select(kind => ReadingAsync(kind, cancellationToken)))).OfType<ReadingStatus>()],
            await circuits.ListAsync(cancellationToken),
            await flowReferences.CheckAsync(withRegistry: true, cancellationToken),
            await groupReferences.CheckAsync(cancellationToken))
        {
            Clocks = ClockStatus.Of(read),
            Server = await servers.FindAsync(cancellationToken),
        };
    }

    private async Task<ReadingStatus?> ReadingAsync(string kind, CancellationToken cancellationToken)
    {
        var recent = await runs.RecentAsync(kind, Runs, cancellationToken);
        var finished = recent.FirstOrDefault(run => run is { ReadingFinishedAt: not null, Error: null })?.ReadingFinishedAt;
        return recent.Count == 0 ? null : new ReadingStatus(kind, finished, finished ?? recent[^1].StartedAt);
    }

    private async Task<QueueStatus> WaitingAsync(string queue, CancellationToken cancellationToken) =>
        new(queue, await queues.DepthAsync(queue, cancellationToken), await queues.DepthAsync(queue + QueueName.PoisonSuffix, cancellationToken), await queues.OldestAsync(queue, cancellationToken));
}
