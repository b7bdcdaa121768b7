using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine;

namespace Mhero.Core.Monitoring;

/// <summary>Reads the log of sync executions.</summary>
internal sealed class ExecutionStatusReader(SyncLogStore executions)
{
    private const int Listed = 10;

    private static readonly string[] Kinds =
    [
        SyncKinds.Registry, SyncKinds.Contacts, SyncKinds.Groups, SyncKinds.Flows, SyncKinds.Runs, SyncKinds.FlowResults, SyncKinds.Messages, SyncKinds.OptOuts,
        SyncKinds.Reports,
    ];

    /// <summary>Reads the last executions of any kind, the latest first.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<SyncExecutionStatus>> ReadRecentAsync(CancellationToken cancellationToken) =>
        [.. (await executions.RecentAsync(null, Listed, cancellationToken)).Select(SyncExecutionStatus.Of)];

    /// <summary>Reads when each side was last read to its end. A poller that has not run yet is left out.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<ReadingStatus>> ReadReadingsAsync(CancellationToken cancellationToken)
    {
        var last = await executions.LastReadingsAsync(Kinds, cancellationToken);
        return [.. Kinds.Where(last.ContainsKey).Select(kind => new ReadingStatus(kind, last[kind].FinishedAt, last[kind].BehindSince) { Error = last[kind].Error })];
    }
}
