using Mhero.Core.Dhis2;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Reports;

/// <summary>The ledger of delivered reports at the age of its periods.</summary>
public sealed class ReportRetentionTests : IDisposable
{
    private readonly MemoryApp _app = new(_ => throw new HttpRequestException("nothing is asked"));

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task PurgeAsync_PeriodEndedLongAgo_ItsRowsGo()
    {
        var now = _app.Time.GetUtcNow();
        var month = new DateOnly(now.Year, now.Month, 1);
        var end = month.AddMonths(1).AddDays(-1);
        await DeliverAsync("old", MonthOf(month));
        await DeliverAsync("younger", MonthOf(month.AddMonths(1)));
        await DeliverAsync("no period", "when it rains");

        Until(end.AddDays(730));
        Assert.Equal(0, await PurgeAsync());

        Until(end.AddDays(731));
        Assert.Equal(2, await PurgeAsync());
        Assert.Equal(0, await PurgeAsync());
        Assert.Equal(["no period", "younger"], (await Ledger.FindAsync(["old", "younger", "no period"], CancellationToken.None)).Keys.Order());
        Assert.Empty((await Ledger.ClaimAsync(SetOf(MonthOf(month)), CancellationToken.None))!.Row.Values);
        Assert.Single((await Ledger.ClaimAsync(SetOf(MonthOf(month.AddMonths(1))), CancellationToken.None))!.Row.Values);
    }

    [Fact]
    public async Task PurgeAsync_SetIsBeingDelivered_Stays()
    {
        var month = new DateOnly(_app.Time.GetUtcNow().Year, 1, 1);
        await DeliverAsync("old", MonthOf(month));
        Until(month.AddYears(4));
        var claim = await Ledger.ClaimAsync(SetOf(MonthOf(month)), CancellationToken.None);

        Assert.Equal(1, await PurgeAsync());
        await Ledger.SettleAsync(claim!, claim!.Row);
        Assert.Single((await Ledger.ClaimAsync(SetOf(MonthOf(month)), CancellationToken.None))!.Row.Values);

        // The one who claimed it last died.
        _app.Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(1, await PurgeAsync());
    }

    private ReportLedger Ledger => _app.Get<ReportLedger>();

    private static string MonthOf(DateOnly month) => month.ToString("yyyyMM", CultureInfo.InvariantCulture);

    private static DataValueSet SetOf(string period) => new("set", period, "place", null, []);

    private async Task DeliverAsync(string report, string period)
    {
        await Ledger.NoteAsync(report, new DeliveredReport { DataSet = "set", Period = period, OrgUnit = "place" }, CancellationToken.None);
        var claim = await Ledger.ClaimAsync(SetOf(period), CancellationToken.None);
        await Ledger.SettleAsync(claim!, claim!.Row with { Values = new Dictionary<string, DeliveredValue> { ["e"] = new("e", null, "1", report, null) } });
    }

    private void Until(DateOnly day)
    {
        _app.Time.SetUtcNow(new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero));
    }

    private async Task<long> PurgeAsync() => (await _app.Get<Purge>().RunAsync(CancellationToken.None))["removed.reports"];
}
