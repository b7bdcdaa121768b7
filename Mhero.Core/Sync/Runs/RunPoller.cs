using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Polling;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Runs;

/// <summary>Reads which runs changed, of all flows at once, and puts them on the queue.</summary>
internal sealed class RunPoller(RapidProClient rapidPro, CursorStore cursors, SeenVersionStore seen, IOptions<RunSyncOptions> options)
{
    /// <summary>Name of the poller's cursor.</summary>
    public const string Name = "rapidpro-runs";

    /// <summary>Reads the poller to its end.</summary>
    /// <param name="batches">Where changed runs go.</param>
    /// <param name="cancellationToken">Stops between two pages; pages already read count.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read; the cursor stands at the last page that was.</exception>
    public async Task ReadAsync(BatchWriter<RunItem> batches, CancellationToken cancellationToken)
    {
        var reading = new ChangePoll(Name, cursors, seen, options.Value.Overlap);
        await reading.BeginAsync(cancellationToken);
        var query = new RunQuery { After = reading.Since ?? options.Value.Since, Reverse = true };
        await foreach (var page in rapidPro.GetRunPagesAsync(query, cancellationToken))
        {
            var lastRecord = page.Results is [.., var last] ? last.ModifiedOn : null;
            var firstRecord = page.Results is [var earliest, ..] ? earliest.ModifiedOn : null;
            if (!await reading.TurnToAsync(page.ServerTime, firstRecord, lastRecord, cancellationToken))
            {
                await reading.MoveAsync(null, complete: true, cancellationToken);
                break;
            }

            foreach (var run in page.Results.Where(r => reading.IsNew(r.Uuid.ToString(), VersionOf(r), r.ModifiedOn)))
            {
                await batches.AddAsync(new RunItem { Run = SnapshotOf(run) }, cancellationToken);
            }

            await batches.FlushAsync(cancellationToken);
            await reading.MoveAsync(lastRecord, page.NextCursor is null, cancellationToken);
        }
    }

    /// <summary>The run without what nothing here reads, so that many fit into a message.</summary>
    public static FlowRun SnapshotOf(FlowRun run) => run with
    {
        Values = run.Values.ToDictionary(v => v.Key, v => v.Value with { Input = null, Node = null, Time = null }),
        Contact = run.Contact is { } contact ? contact with { Name = null, Urn = null } : null,
    };

    private static string VersionOf(FlowRun run) => $"{run.ModifiedOn?.UtcTicks:x}{run.ExitType}";
}
