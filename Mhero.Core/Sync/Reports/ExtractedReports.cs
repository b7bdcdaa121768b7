using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Runs;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Reports;

/// <summary>Puts the reports of an extraction on the queue at once; the poller finds those that a process did not come to notify of.</summary>
internal sealed class ExtractedReports(IEnumerable<IReportDestination> destinations, WorkQueue<ReportItem> queue) : IExtractionObserver
{
    private readonly IReadOnlyList<string> _destinations = [.. destinations.Where(d => d.IsOn).Select(d => d.Name)];

    /// <inheritdoc/>
    public async Task NotifyAsync(IReadOnlyList<EntryVerdict> written, CancellationToken cancellationToken)
    {
        if (_destinations.Count == 0)
        {
            return;
        }

        var items = written
            .Where(v => v is { Type: nameof(MeasureReport), Id: not null, Outcome: SaveOutcome.Created or SaveOutcome.Updated })
            .SelectMany(_ => _destinations, (verdict, destination) => new ReportItem { Id = verdict.Id!, Destination = destination });
        await queue.SendAllAsync(items, cancellationToken);
    }
}
