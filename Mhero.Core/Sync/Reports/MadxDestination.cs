using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Reports;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Reports;

/// <summary>
/// Sends reports to a server of IHE mADX (QRPH-58, an update). A report that is withdrawn by its status goes with it; the transaction has no deletion.
/// </summary>
internal sealed class MadxDestination(ReportSources sources, MeasureReportToMadx mapper, MadxServer server, WriteLedger ledger) : IReportDestination
{
    private const string Partition = "madx";

    /// <inheritdoc/>
    public string Name => "madx";

    /// <inheritdoc/>
    public bool IsOn => server.IsOn;

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<ReportWork> works, IReadOnlyDictionary<string, MeasureReport> reports, CancellationToken cancellationToken)
    {
        var writes = new Dictionary<ReportWork, MadxWrite>();
        try
        {
            var found = (await sources.LoadAsync([.. works.Select(w => reports.GetValueOrDefault(w.Item.Id)).OfType<MeasureReport>()], cancellationToken)).ToDictionary(s => s.Report.Id!);
            foreach (var work in works)
            {
                if (found.GetValueOrDefault(work.Item.Id) is not { } source || DeliveryStates.Of(source.Report) == DeliveryState.NotReady)
                {
                    work.Finish(ItemState.Skipped);
                }
                else
                {
                    work.Take(() => writes[work] = new MadxWrite(mapper.Map(source).Value, source.Report.Meta?.LastUpdated));
                }
            }
        }
        catch (Dhis2Exception e)
        {
            works.ToList().ForEach(work => work.Fail(e));
            return;
        }

        var claimed = await ledger.ClaimAsync(Partition, [.. writes.Values], cancellationToken);
        try
        {
            await SendAsync(claimed, cancellationToken);
        }
        finally
        {
            await ledger.SettleAsync(Partition, claimed);
        }

        foreach (var (work, write) in writes)
        {
            work.Conclude(write, OutcomeCounts.SentReports);
        }
    }

    private async Task SendAsync(List<MadxWrite> writes, CancellationToken cancellationToken)
    {
        MadxException? down = null;
        foreach (var write in writes)
        {
            try
            {
                write.Error = down;
                if (down is null)
                {
                    await server.SendAsync(write.Report, cancellationToken);
                    write.Outcome = SaveOutcome.Updated;
                }
            }
            catch (MadxException e)
            {
                write.Error = e;
                down = e.Cause.Kind is FhirErrorKind.Transient or FhirErrorKind.Throttled or FhirErrorKind.Configuration ? e : null;
            }
        }
    }
}
