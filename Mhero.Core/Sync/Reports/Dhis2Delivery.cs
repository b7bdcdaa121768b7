using Hl7.Fhir.Model;
using Mhero.Core.Dhis2;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Sync.Reports;

/// <summary>
/// Has DHIS2 store or delete what changed of one report, and registers it as complete once every value is there. A process that dies repeats the
/// requests of one report, which change nothing the second time.
/// </summary>
internal sealed class Dhis2Delivery(Dhis2Connection dhis2, ReportLedger ledger, IOptions<Dhis2Options> options)
{
    /// <summary>Another process changes the same set; it takes some seconds.</summary>
    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(5);

    /// <summary>Delivers a report.</summary>
    /// <param name="work">The work, which is finished.</param>
    /// <param name="report">The report.</param>
    /// <param name="mapped">Its values, and the numbers that have none.</param>
    /// <param name="before">Where it was delivered; null for nowhere.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Dhis2Exception">DHIS2 gave no verdict.</exception>
    public async Task DeliverAsync(ReportWork work, MeasureReport report, MappingResult<DataValueSet> mapped, DeliveredReport? before, CancellationToken cancellationToken)
    {
        var (set, at) = (mapped.Value, report.Meta?.LastUpdated);
        if (before?.At > at)
        {
            // A newer state of it was delivered while this one was on its way.
            work.Deliver(work.Refusals, []);
            return;
        }

        if (before is not null && before.Set.Key != set.Key && !await RemoveAsync(work, before, cancellationToken))
        {
            return;
        }

        if (await ledger.ClaimAsync(set, cancellationToken) is not { } claim)
        {
            work.Finish(ItemState.Postponed, delay: BusyDelay);
            return;
        }

        var row = claim.Row;
        var refusals = mapped.Issues.DistinctBy(i => i.Path).ToDictionary(i => i.Path, i => new Refusal(i.Code, $"{i.Path}: {i.Message}"));
        var here = new DeliveredReport { DataSet = set.DataSet, Period = set.Period, OrgUnit = set.OrgUnit, AttributeOptionCombo = set.AttributeOptionCombo, At = before?.At, Refused = before?.Refused ?? [] };
        try
        {
            await ledger.NoteAsync(report.Id!, here, cancellationToken);
            var plan = DeliveryPlan.Of(row, report.Id!, at, set.Values);

            // A number that the mapping lost is still in the report: nothing is deleted before that is corrected.
            plan = refusals.Count > 0 ? plan with { Delete = [] } : plan;
            var isNew = row.Values.Count == 0;
            row = await SendAsync(row, set, plan, report.Id!, at, refusals, cancellationToken);
            row = await DeleteAsync(row, set, plan, refusals, cancellationToken);
            if (options.Value.RegistersCompleteness && !row.IsComplete && refusals.Count == 0)
            {
                row = await RegisterAsync(row, set, refusals, cancellationToken);
            }

            await ledger.NoteAsync(report.Id!, here with { At = at, Refused = [.. refusals.Keys] }, cancellationToken);
            var counts = OutcomeCounts.DataValueSets;
            work.Counts = work.Counts
                .Add(plan.Send.Count + plan.Delete.Count == 0 && row.IsComplete == claim.Row.IsComplete ? counts.Unchanged : isNew ? counts.Created : counts.Updated)
                .Add(ReportCounts.ValuesSent, plan.Send.Count(v => !refusals.ContainsKey(v.Key)))
                .Add(ReportCounts.ValuesDeleted, plan.Delete.Count)
                .Add(SyncCounts.Issues, plan.Left.Count);
            work.Deliver(refusals, before?.Refused ?? []);
        }
        finally
        {
            await ledger.SettleAsync(claim, row);
        }
    }

    /// <summary>Withdraws a report that is deleted or marked as an error.</summary>
    /// <param name="work">The work, which is finished.</param>
    /// <param name="before">Where it was delivered.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Dhis2Exception">DHIS2 gave no verdict.</exception>
    public async Task WithdrawAsync(ReportWork work, DeliveredReport before, CancellationToken cancellationToken)
    {
        if (await RemoveAsync(work, before, cancellationToken))
        {
            work.Counts = work.Counts.Add(OutcomeCounts.DataValueSets.Updated);
            work.Deliver(work.Refusals, before.Refused);
        }
    }

    /// <summary>Deletes a report's values, and the registration when no other report has values in the set.</summary>
    /// <returns>Whether nothing of it is left; else the work is finished.</returns>
    private async Task<bool> RemoveAsync(ReportWork work, DeliveredReport before, CancellationToken cancellationToken)
    {
        if (await ledger.ClaimAsync(before.Set, cancellationToken) is not { } claim)
        {
            work.Finish(ItemState.Postponed, delay: BusyDelay);
            return false;
        }

        var row = claim.Row;
        var refusals = new Dictionary<string, Refusal>();
        try
        {
            var plan = DeliveryPlan.Of(row, work.Item.Id, null, []);
            row = await DeleteAsync(row, before.Set, plan, refusals, cancellationToken);
            if (row.IsComplete && row.Values.Count == 0 && await dhis2.Client.UnregisterAsync(before.Set, cancellationToken) is { } refusal)
            {
                refusals[ReportCounts.Completeness] = refusal;
            }

            row = row.Values.Count == 0 && refusals.Count == 0 ? row with { IsComplete = false } : row;
            work.Counts = work.Counts.Add(ReportCounts.ValuesDeleted, plan.Delete.Count - refusals.Count(r => r.Key != ReportCounts.Completeness));
        }
        finally
        {
            await ledger.SettleAsync(claim, row);
        }

        if (refusals.Count > 0)
        {
            var first = refusals.First();
            work.Finish(ItemState.Dead, first.Value.Code, first.Value.Words);
            return false;
        }

        await ledger.ForgetAsync(work.Item.Id, cancellationToken);
        return true;
    }

    private async Task<DeliveredSet> SendAsync(
        DeliveredSet row, DataValueSet set, DeliveryPlan plan, string report, DateTimeOffset? at, Dictionary<string, Refusal> refusals, CancellationToken cancellationToken)
    {
        var values = row.Values.ToDictionary();
        var verdicts = plan.Send.Count == 0 ? [] : await dhis2.Client.ImportAsync(set with { Values = plan.Send }, cancellationToken);
        foreach (var (value, refusal) in plan.Send.Zip(verdicts))
        {
            if (refusal is not null)
            {
                refusals[value.Key] = refusal;
            }
            else
            {
                values[value.Key] = new DeliveredValue(value.DataElement, value.CategoryOptionCombo, value.Value, report, at);
            }
        }

        // What DHIS2 has already is this report's from now on.
        foreach (var value in set.Values.Except(plan.Send).Except(plan.Left))
        {
            values[value.Key] = values[value.Key] with { Report = report, At = at };
        }

        return row with { Values = values };
    }

    private async Task<DeliveredSet> DeleteAsync(DeliveredSet row, DataValueSet set, DeliveryPlan plan, Dictionary<string, Refusal> refusals, CancellationToken cancellationToken)
    {
        if (plan.Delete.Count == 0)
        {
            return row;
        }

        var values = row.Values.ToDictionary();
        var verdicts = await dhis2.Client.DeleteAsync(set with { Values = plan.Delete }, cancellationToken);
        foreach (var (value, refusal) in plan.Delete.Zip(verdicts))
        {
            if (refusal is not null)
            {
                refusals[value.Key] = refusal;
            }
            else
            {
                values.Remove(value.Key);
            }
        }

        return row with { Values = values };
    }

    private async Task<DeliveredSet> RegisterAsync(DeliveredSet row, DataValueSet set, Dictionary<string, Refusal> refusals, CancellationToken cancellationToken)
    {
        if (await dhis2.Client.RegisterAsync(set, cancellationToken) is not { } refusal)
        {
            return row with { IsComplete = true };
        }

        refusals[ReportCounts.Completeness] = refusal;
        return row;
    }
}
