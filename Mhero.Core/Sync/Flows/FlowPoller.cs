using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Flows;

/// <summary>Reads which flows changed and puts them on the queue. RapidPro lists them by the time when they were made.</summary>
internal sealed class FlowPoller(RapidProClient rapidPro, ChangePoller poller, IEnumerable<IFlowsObserver> observers, IOptions<FlowSyncOptions> options) : IPoller<FlowItem>
{
    /// <summary>Name of the poller's cursor.</summary>
    public const string Name = "rapidpro-flows";

    /// <inheritdoc/>
    public string Kind => SyncKinds.Flows;

    /// <inheritdoc/>
    public Task ReadAsync(BatchWriter<FlowItem> batches, CancellationToken cancellationToken) => poller.ReadAsync(
        new ChangeSource<Flow>(
            Name,
            options.Value.Overlap,
            (since, token) => rapidPro.GetFlowPagesAsync(new FlowQuery { After = since }, token).Select(page => ChangeSources.PageOf(page, flow => flow.ModifiedOn)),
            flow => new(flow.Uuid.ToString(), $"{flow.ModifiedOn?.UtcTicks:x}{(flow.Archived ? "a" : "")}", flow.ModifiedOn))
        {
            IsInOrder = false,
        },
        batches,
        flow => new FlowItem { Flow = flow },
        cancellationToken);

    /// <inheritdoc/>
    public async Task SettleAsync(Exception? failure, CancellationToken cancellationToken)
    {
        foreach (var observer in failure is null ? observers : [])
        {
            await observer.NotifyAsync(cancellationToken);
        }
    }
}
