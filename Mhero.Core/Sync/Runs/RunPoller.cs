using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Runs;

/// <summary>Reads which runs changed, of all flows at once, and puts them on the queue.</summary>
internal sealed class RunPoller(RapidProClient rapidPro, ChangePoller poller, IOptions<RunSyncOptions> options) : IPoller<RunItem>
{
    /// <summary>Name of the poller's cursor.</summary>
    public const string Name = "rapidpro-runs";

    /// <inheritdoc/>
    public string Kind => SyncKinds.Runs;

    /// <inheritdoc/>
    public Task ReadAsync(BatchWriter<RunItem> batches, CancellationToken cancellationToken) => poller.ReadAsync(
        new ChangeSource<FlowRun>(
            Name,
            options.Value.Overlap,
            (since, token) => rapidPro.GetRunPagesAsync(new RunQuery { After = since ?? options.Value.Since, Reverse = true }, token)
                .Select(page => ChangeSources.PageOf(page, run => run.ModifiedOn)),
            run => new(run.Uuid.ToString(), $"{run.ModifiedOn?.UtcTicks:x}{run.ExitType}", run.ModifiedOn)),
        batches,
        run => new RunItem { Run = SnapshotOf(run) },
        cancellationToken);

    /// <summary>The run without what nothing here reads, so that many fit into a message.</summary>
    public static FlowRun SnapshotOf(FlowRun run) => run with
    {
        Values = run.Values.ToDictionary(v => v.Key, v => v.Value with { Input = null, Node = null, Time = null }),
        Contact = run.Contact is { } contact ? contact with { Name = null, Urn = null } : null,
    };
}
