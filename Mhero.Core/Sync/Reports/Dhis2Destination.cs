using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Reports;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Engine.Queueing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Reports;

/// <summary>Brings reports to DHIS2: maps each, and has what changed of it stored or deleted there.</summary>
internal sealed partial class Dhis2Destination(
    ReportSources sources, MeasureReportToDataValueSet mapper, Dhis2Connection dhis2, Dhis2Delivery delivery, ReportLedger ledger, IOptions<Dhis2Options> options,
    ILogger<Dhis2Destination> logger)
    : IReportDestination
{
    /// <inheritdoc/>
    public string Name => "dhis2";

    /// <inheritdoc/>
    public bool IsOn => options.Value.IsOn;

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<ReportWork> works, IReadOnlyDictionary<string, MeasureReport> reports, CancellationToken cancellationToken)
    {
        Dictionary<string, ReportSource> found;
        try
        {
            found = (await sources.LoadAsync([.. works.Select(w => reports.GetValueOrDefault(w.Item.Id)).OfType<MeasureReport>()], cancellationToken)).ToDictionary(s => s.Report.Id!);
        }
        catch (Dhis2Exception e)
        {
            works.ToList().ForEach(work => work.Fail(e));
            return;
        }

        var rows = await ledger.FindAsync([.. works.Select(w => w.Item.Id)], cancellationToken);
        Dhis2Exception? last = null;

        // Those that failed less often first: a report that always fails must not keep the others of its batch from their turn.
        foreach (var work in works.OrderBy(w => w.Item.Attempts + w.Item.Waits))
        {
            try
            {
                await DeliverAsync(work, found.GetValueOrDefault(work.Item.Id), rows.GetValueOrDefault(work.Item.Id), cancellationToken);
                last = null;
            }
            catch (Dhis2Exception refused)
            {
                // DHIS2 answers 500 for a report that it cannot store, and for all reports when its database is down.
                var e = refused.MayBeOfRequest ? await dhis2.Client.FindFailureAsync(cancellationToken) ?? refused : refused;
                work.Fail(e);

                // A server that is not there is not asked for each report of the batch.
                if (!e.MayBeOfRequest || last is not null)
                {
                    works.Where(w => w.IsOpen).ToList().ForEach(open => open.Fail(e));
                    return;
                }

                last = e;
            }
        }
    }

    private async Task DeliverAsync(ReportWork work, ReportSource? source, DeliveredReport? before, CancellationToken cancellationToken)
    {
        var state = source is null ? DeliveryState.Gone : DeliveryStates.Of(source.Report);
        if (state == DeliveryState.Gone)
        {
            await (before is null ? FinishAsync(work, ItemState.Skipped) : delivery.WithdrawAsync(work, before, cancellationToken));
            return;
        }

        if (state == DeliveryState.NotReady)
        {
            work.Finish(ItemState.Skipped);
            return;
        }

        MappingResult<DataValueSet>? mapped = null;
        work.Take(() => mapped = mapper.Map(source!));
        if (mapped is null)
        {
            return;
        }

        foreach (var issue in mapped.Issues.Where(i => i.Code != Dhis2Codes.NoDataSet))
        {
            LogIssue(work.Item.Id, issue.Code, issue.Path);
        }

        if (mapped.Issues.FirstOrDefault(i => i.Severity == MappingSeverity.Error) is not { } fault)
        {
            work.Counts = work.Counts.Add(SyncCounts.Issues, mapped.Issues.Count);
            await delivery.DeliverAsync(work, source!.Report, mapped, before, cancellationToken);
        }
        else if (fault.Code == Dhis2Codes.NoDataSet)
        {
            // The report of a Measure that was mapped once stays where it is.
            work.Finish(ItemState.Skipped);
        }
        else
        {
            work.Fail(FailureSignature.OfRecord(CircuitSide.Dhis2, fault.Code, $"{fault.Code} {mapped.Value.DataSet}"), fault.Code, $"{fault.Path}: {fault.Message}");
        }
    }

    private static Task FinishAsync(ReportWork work, ItemState state)
    {
        work.Finish(state);
        return Task.CompletedTask;
    }

    [LoggerMessage(4111, LogLevel.Information, "MeasureReport/{Report}: {Code} at {Path}")]
    private partial void LogIssue(string report, string code, string path);
}
