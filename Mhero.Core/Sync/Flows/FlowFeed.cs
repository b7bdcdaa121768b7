using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Feeds;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Flows;

/// <summary>Reads which flows changed and puts them on the queue.</summary>
internal sealed class FlowFeed(RapidProClient rapidPro, CursorStore cursors, SeenVersions seen, IOptions<FlowSyncOptions> options)
{
    /// <summary>Name of the feed's cursor.</summary>
    public const string Name = "rapidpro-flows";

    /// <summary>Reads the feed to its end.</summary>
    /// <param name="slices">Where changed flows go.</param>
    /// <param name="cancellationToken">Stops between two pages; the cursor then stays where it is.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read; the cursor stays where it is.</exception>
    public async Task ReadAsync(SliceWriter<FlowItem> slices, CancellationToken cancellationToken)
    {
        var reading = new FeedReading(Name, cursors, seen, options.Value.Overlap);
        await reading.BeginAsync(cancellationToken);
        await foreach (var page in rapidPro.GetFlowPagesAsync(new FlowQuery { After = reading.Since }, cancellationToken))
        {
            // Flows come by the time when they were made and not when they changed: only the end of the list is a place
            // that the cursor may move to.
            await reading.TurnToAsync(page.ServerTime, null, null, cancellationToken);
            foreach (var flow in page.Results.Where(f => reading.IsNew(f.Uuid.ToString(), VersionOf(f), f.ModifiedOn)))
            {
                await slices.AddAsync(new FlowItem { Flow = flow }, cancellationToken);
            }
        }

        await slices.FlushAsync(cancellationToken);
        await reading.MoveAsync(null, complete: true, cancellationToken);
    }

    private static string VersionOf(Flow flow) => $"{flow.ModifiedOn?.UtcTicks:x}{(flow.Archived ? "a" : "")}";
}
