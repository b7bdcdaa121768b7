using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Sync.Polling;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Flows;

/// <summary>Reads which flows changed and puts them on the queue.</summary>
internal sealed class FlowPoller(RapidProClient rapidPro, CursorStore cursors, SeenVersionStore seen, IOptions<FlowSyncOptions> options)
{
    /// <summary>Name of the poller's cursor.</summary>
    public const string Name = "rapidpro-flows";

    /// <summary>Reads the poller to its end.</summary>
    /// <param name="batches">Where changed flows go.</param>
    /// <param name="cancellationToken">Stops between two pages; the cursor then stays where it is.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read; the cursor stays where it is.</exception>
    public async Task ReadAsync(BatchWriter<FlowItem> batches, CancellationToken cancellationToken)
    {
        var reading = new ChangePoll(Name, cursors, seen, options.Value.Overlap);
        await reading.BeginAsync(cancellationToken);
        await foreach (var page in rapidPro.GetFlowPagesAsync(new FlowQuery { After = reading.Since }, cancellationToken))
        {
            // Flows come by the time when they were made and not when they changed: only the end of the list is a place
            // that the cursor may move to.
            await reading.TurnToAsync(page.ServerTime, null, null, cancellationToken);
            foreach (var flow in page.Results.Where(f => reading.IsNew(f.Uuid.ToString(), VersionOf(f), f.ModifiedOn)))
            {
                await batches.AddAsync(new FlowItem { Flow = flow }, cancellationToken);
            }
        }

        await batches.FlushAsync(cancellationToken);
        await reading.MoveAsync(null, complete: true, cancellationToken);
    }

    private static string VersionOf(Flow flow) => $"{flow.ModifiedOn?.UtcTicks:x}{(flow.Archived ? "a" : "")}";
}
