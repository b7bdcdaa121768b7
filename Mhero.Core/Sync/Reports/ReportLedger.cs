using Mhero.Core.Dhis2;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Reports;

/// <summary>
/// What DHIS2 has of mHero: a row for each data set, period and place, with the values of the last successful answers, and one for each report. A set is
/// claimed before it is changed, so that two deliveries do not overtake each other; a claim whose owner died is taken over.
/// </summary>
internal sealed class ReportLedger([FromKeyedServices(ReportLedger.Table)] DocumentTable table, IOptions<RetentionOptions> options, TimeProvider time) : IRetention
{
    /// <summary>The table's name after the prefix.</summary>
    public const string Table = "reports";

    private const string Sets = "sets";
    private const string Reports = "reports";

    /// <summary>Longer than the requests of one report with all their repeats.</summary>
    private static readonly TimeSpan ClaimLease = TimeSpan.FromMinutes(15);

    string IRetention.Name => "reports";

    /// <summary>Where reports were delivered; those that never were are left out.</summary>
    public async Task<Dictionary<string, DeliveredReport>> FindAsync(IReadOnlyCollection<string> reports, CancellationToken cancellationToken) =>
        (await table.FindManyAsync(Reports, reports, cancellationToken)).ToDictionary(row => row.Key, row => SyncJson.Read<DeliveredReport>(row.Value.Content));

    /// <summary>Notes where a report is, before anything is sent: a process that dies then does not lose what it sent.</summary>
    public Task NoteAsync(string report, DeliveredReport row, CancellationToken cancellationToken) =>
        table.WriteAsync(Reports, [new Document(report, SyncJson.Write(row), Document.AnyVersion)], cancellationToken);

    /// <summary>Forgets a report whose values are withdrawn.</summary>
    public Task ForgetAsync(string report, CancellationToken cancellationToken) => table.DeleteAsync(Reports, [report], cancellationToken);

    /// <summary>Claims a set.</summary>
    /// <param name="set">The set; its values do not matter.</param>
    /// <param name="cancellationToken">Cancels; the claim expires then.</param>
    /// <returns>The claim, to be settled; null while another process has it.</returns>
    public async Task<SetClaim?> ClaimAsync(DataValueSet set, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var document = await table.FindAsync(Sets, set.Key, cancellationToken);
        var row = document is null ? new DeliveredSet() : SyncJson.Read<DeliveredSet>(document.Content);
        if (IsClaimed(row, now))
        {
            return null;
        }

        row = row with { ClaimedAt = now, Claimant = Guid.NewGuid().ToString("N") };
        var written = await table.WriteAsync(Sets, [new Document(set.Key, SyncJson.Write(row), document?.Version)], cancellationToken);
        return written[set.Key] is { } version ? new SetClaim(set.Key, row, version) : null;
    }

    /// <summary>Stores what DHIS2 has now, and releases the claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="row">What DHIS2 has.</param>
    /// <remarks>Not to be cancelled: the ledger has to know the values that were sent. A claim that was taken over in between is left alone.</remarks>
    public Task SettleAsync(SetClaim claim, DeliveredSet row) => row.Values.Count == 0 && !row.IsComplete
        ? table.TryDeleteAsync(Sets, claim.Key, claim.Version, CancellationToken.None)
        : table.WriteAsync(Sets, [new Document(claim.Key, SyncJson.Write(row with { ClaimedAt = null, Claimant = null }), claim.Version)], CancellationToken.None);

    /// <summary>Removes the rows of periods that ended long ago. A report that changes later is delivered as a new one: DHIS2 overwrites the values that it still has.</summary>
    async Task<int> IRetention.PurgeAsync(Func<bool> isSpent, CancellationToken cancellationToken)
    {
        // The reports' rows first: the row of a set whose reports are unknown is harmless, since its values name their reports.
        var before = DateOnly.FromDateTime((time.GetUtcNow() - options.Value.Reports).UtcDateTime);
        return await PurgeAsync(Reports, row => SyncJson.Read<DeliveredReport>(row.Content).Period, before, isSpent, cancellationToken)
            + await PurgeAsync(Sets, row => IsClaimed(SyncJson.Read<DeliveredSet>(row.Content), time.GetUtcNow()) ? "" : DataValueSet.PeriodOf(row.Key), before, isSpent, cancellationToken);
    }

    private static bool IsClaimed(DeliveredSet row, DateTimeOffset now) => row.ClaimedAt is { } since && now - since < ClaimLease;

    private async Task<int> PurgeAsync(string partition, Func<Document, string> periodOf, DateOnly before, Func<bool> isSpent, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var row in table.ScanAsync(partition, null, cancellationToken))
        {
            if (isSpent())
            {
                break;
            }

            // A row that a delivery changes in between has another version, and stays.
            removed += Dhis2Period.Parse(periodOf(row))?.End < before && await table.TryDeleteAsync(partition, row.Key, row.Version!, cancellationToken) ? 1 : 0;
        }

        return removed;
    }
}
