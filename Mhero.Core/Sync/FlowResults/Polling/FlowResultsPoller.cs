using Mhero.Core.Floip;
using Mhero.Core.Floip.Http;
using Mhero.Core.Floip.Results;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.FlowResults.People;
using Mhero.Core.Sync.FlowResults.Sessions;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Sync.FlowResults.Polling;

/// <summary>
/// Reads what is new on all FLOIP servers, and finds sessions whose time in progress is over. A package or server that cannot be read does
/// not stop the others.
/// </summary>
internal sealed partial class FlowResultsPoller(
    FlowResultsSources sources, PackagePoller packages, SessionStore sessions, SessionRelinker relinker, SessionRetention retention, TimeProvider time, ILogger<FlowResultsPoller> logger)
    : IPoller<RunItem>
{
    private const int DueChunk = 500;

    /// <inheritdoc/>
    public string Kind => SyncKinds.FlowResults;

    /// <inheritdoc/>
    public async Task ReadAsync(BatchWriter<RunItem> batches, CancellationToken cancellationToken)
    {
        using var budget = new ReadingBudget(time, cancellationToken);
        await EnqueueDueAsync(batches, cancellationToken);
        var failures = new List<FlowResultsException>();
        foreach (var source in sources.All.Where(s => s.Client is not null))
        {
            await ReadAsync(source, batches, budget, failures, cancellationToken);
        }

        if (!budget.IsSpent)
        {
            await relinker.RelinkAsync(cancellationToken);
            batches.Counts = batches.Counts.Add(FlowResultsCounts.Purged, await retention.PurgeAsync(() => budget.IsSpent, cancellationToken));
        }

        // A wait that a server asks for decides when the reading is ordered again.
        if ((failures.Find(f => f.Kind == FlowResultsErrorKind.Throttled) ?? failures.FirstOrDefault()) is { } failure)
        {
            throw failure;
        }
    }

    private async Task ReadAsync(
        FlowResultsSource source, BatchWriter<RunItem> batches, ReadingBudget budget, List<FlowResultsException> failures, CancellationToken cancellationToken)
    {
        var listings = new List<PackageListing>();
        try
        {
            listings.AddRange(source.Options.Packages.Select(id => new PackageListing(id.Trim(), null, null)));
            await foreach (var listing in listings.Count > 0 ? AsyncEnumerable.Empty<PackageListing>() : source.Client!.GetPackagesAsync(cancellationToken))
            {
                listings.Add(listing);
            }
        }
        catch (FlowResultsException e)
        {
            // The packages of the pages before are read.
            Note(source, "the list of packages", e, failures);
        }

        var ids = listings.Select(l => l.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var listing in listings.DistinctBy(l => l.Id))
        {
            if (budget.IsSpent)
            {
                batches.GoesOn = true;
                return;
            }

            try
            {
                await packages.ReadAsync(source, listing, ids, batches, budget, cancellationToken);
            }
            catch (FlowResultsException e)
            {
                Note(source, Mapping.Floip.FloipIds.Package(source.Name, listing.Id).ToString(), e, failures);
                if (e.Kind is FlowResultsErrorKind.Throttled or FlowResultsErrorKind.Configuration)
                {
                    // The other packages of the server would meet the same.
                    return;
                }
            }
            catch (FloipException e)
            {
                var error = new FlowResultsException(FlowResultsErrorKind.Permanent, e.Code, e.Message, e);
                Note(source, Mapping.Floip.FloipIds.Package(source.Name, listing.Id).ToString(), error, failures);
            }
        }
    }

    private void Note(FlowResultsSource source, string what, FlowResultsException error, List<FlowResultsException> failures)
    {
        LogFailed(source.Name, what, error.Code);
        failures.Add(new FlowResultsException(error.Kind, error.Code, $"Source {source.Name}, {what}: {error.Message}", error) { RetryAfter = error.RetryAfter });
    }

    /// <summary>Enqueues the sessions whose time in progress is over. Notes are deleted after that; one that comes twice does no harm.</summary>
    private async Task EnqueueDueAsync(BatchWriter<RunItem> batches, CancellationToken cancellationToken)
    {
        var due = await sessions.ListDueAsync(cancellationToken).ToListAsync(cancellationToken);
        foreach (var chunk in due.Chunk(DueChunk))
        {
            foreach (var session in chunk.Select(d => d.Session).Distinct())
            {
                await batches.AddAsync(new RunItem { Session = session }, cancellationToken);
            }

            await batches.FlushAsync(cancellationToken);
            await sessions.DeleteDueAsync([.. chunk.Select(d => d.Note)], cancellationToken);
        }
    }

    [LoggerMessage(4105, LogLevel.Warning, "Source {Source}: {What} could not be read: {Code}")]
    private partial void LogFailed(string source, string what, string code);
}
