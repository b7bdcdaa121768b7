using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Reports;

/// <summary>Takes one batch of reports from the queue to their destinations.</summary>
internal sealed class ReportBatchHandler(
    FhirGateway fhir, IEnumerable<IReportDestination> destinations, WorkQueue<ReportItem> queue, IOptions<ReportDeliveryOptions> options)
    : IBatchHandler<ReportItem>
{
    /// <summary>How often a server that is down is asked once the attempts are used up: a report is not given up because its server is not there.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromHours(1);

    /// <summary>Handles a batch; throws only when the message itself has to be delivered again.</summary>
    public async Task HandleAsync(BatchMessage<ReportItem> message, CancellationToken cancellationToken)
    {
        var works = message.Items.Select(item => new ReportWork(item)).ToList();
        try
        {
            await HandleAsync(works, cancellationToken);
        }
        catch (FhirException e)
        {
            foreach (var work in works.Where(w => w.IsOpen))
            {
                work.Fail(e);
            }
        }

        foreach (var work in works.Where(w => w is { State: ItemState.Retry, MayBeOfReport: false, Signature.Side: CircuitSide.Dhis2 or CircuitSide.Madx } && w.Item.Attempts + 1 >= options.Value.MaxAttempts))
        {
            work.Finish(ItemState.Postponed, work.Code, work.Cause, LongWait);
        }

        await queue.SettleAsync(message, works, OutcomeCounts.DataValueSets.Failed, cancellationToken);
    }

    private async Task HandleAsync(List<ReportWork> works, CancellationToken cancellationToken)
    {
        var found = await fhir.ReadPresentAsync<MeasureReport>([.. works.Select(w => w.Item.Id)], cancellationToken);
        var reports = found.ToDictionary(report => report.Id!);
        foreach (var destination in works.GroupBy(w => w.Item.Destination).ToList())
        {
            // Several items of one report, as its refused numbers are, do the same.
            var groups = destination.GroupBy(w => w.Item.Id).ToList();
            if (destinations.FirstOrDefault(d => d.Name == destination.Key && d.IsOn) is { } server)
            {
                await server.DeliverAsync([.. groups.Select(g => g.First())], reports, cancellationToken);
            }
            else
            {
                // The settings do not name it any more.
                groups.ForEach(g => g.First().Finish(ItemState.Skipped));
            }

            groups.ForEach(g => works.AddRange(Conclude([.. g])));
        }
    }

    /// <summary>Gives the items of one report their states.</summary>
    /// <returns>A work for each refused number that has no item yet.</returns>
    private static List<ReportWork> Conclude(IReadOnlyList<ReportWork> same)
    {
        var lead = same[0];
        foreach (var other in same.Skip(1))
        {
            other.FollowStateOf(lead);
        }

        if (lead.State != ItemState.Done)
        {
            return [];
        }

        var added = new List<ReportWork>();
        foreach (var (value, refusal) in lead.Refusals)
        {
            var work = same.FirstOrDefault(w => w.Item.Value == value);
            if (work is null)
            {
                work = new ReportWork(lead.Item with { Value = value, Accepted = [], Attempts = 0, Waits = 0, Held = null, Refused = null });
                added.Add(work);
            }

            work.Fail(FailureSignature.OfRecord(CircuitSide.Dhis2, refusal.Code, refusal.Words), refusal.Code, refusal.Words);
        }

        return added;
    }
}
