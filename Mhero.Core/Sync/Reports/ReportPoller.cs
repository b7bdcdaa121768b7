using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Reports;

/// <summary>
/// Reads which reports came, changed or were deleted in the registry, also those of other writers, and puts them on the queue for each destination. Where the
/// settings have none, it is not listed.
/// </summary>
internal sealed partial class ReportPoller(
    FhirGateway fhir, ChangePoller poller, IEnumerable<IReportDestination> destinations, IOptions<ReportDeliveryOptions> options, ILogger<ReportPoller> logger)
    : IPoller<ReportItem>
{
    private const string Type = nameof(MeasureReport);
    private const string Changes = "registry-reports";
    private const string Deletions = "registry-report-deletions";

    private readonly IReadOnlyList<string> _destinations = [.. destinations.Where(d => d.IsOn).Select(d => d.Name)];

    /// <inheritdoc/>
    public string Kind => SyncKinds.Reports;

    /// <inheritdoc/>
    public bool IsListed => _destinations.Count > 0;

    /// <inheritdoc/>
    public async Task ReadAsync(BatchWriter<ReportItem> batches, CancellationToken cancellationToken)
    {
        if (!IsListed)
        {
            return;
        }

        var changes = ChangeSources.Of<MeasureReport>(fhir, Changes, options.Value.Overlap, ["status"]) with { Start = options.Value.Since };
        await poller.ReadAsync(changes, batches, (reports, _, _) => ItemsOf(reports.Select(r => r.Id!)), cancellationToken);
        try
        {
            await poller.ReadAsync(DeletionSource(), batches, (states, _, _) => ItemsOf(states.Where(s => s.IsDeleted).Select(s => s.Id)), cancellationToken);
        }
        catch (FhirException e) when (e.Kind is FhirErrorKind.NotFound or FhirErrorKind.Permanent || e.Status is { } status && (int)status is 400 or 404 or 405)
        {
            // A server without the history of a type: there, reports are withdrawn by their status.
            LogNoHistory(e.Code);
        }
    }

    /// <summary>The history says what was deleted. Reports that were deleted before the first reading were never delivered.</summary>
    private ChangeSource<State> DeletionSource() => new(
        Deletions,
        options.Value.Overlap,
        (since, token) => fhir.HistoryAsync(Type, since, token).Select(page => new ChangePage<State>([.. StatesOf(page)], null, null, !page.HasNext, page.ServerTime)),
        state => new(state.Id, $"{state.IsDeleted} {state.At?.UtcTicks:x}", state.At))
    {
        IsInOrder = false,
        Newest = token => fhir.NewestAsync(Type, token),
        SkipsFirstRecords = true,
    };

    private static IEnumerable<State> StatesOf(SearchPage page) =>
        page.Deleted.Select(d => new State(d.Id, d.At, true)).Concat(page.Matches.Where(m => m.Id is not null).Select(m => new State(m.Id!, m.Meta?.LastUpdated, false)));

    private IAsyncEnumerable<ReportItem> ItemsOf(IEnumerable<string> ids) =>
        ids.Distinct().SelectMany(_ => _destinations, (id, destination) => new ReportItem { Id = id, Destination = destination }).ToAsyncEnumerable();

    private sealed record State(string Id, DateTimeOffset? At, bool IsDeleted);

    [LoggerMessage(4110, LogLevel.Information, "The registry has no history of reports ({Code}): a report is withdrawn by its status 'error', not by its deletion")]
    private partial void LogNoHistory(string code);
}
