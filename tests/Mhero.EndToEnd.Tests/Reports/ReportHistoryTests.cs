using Mhero.Core.Fhir;
using Mhero.DevHost.Services;
using Task = System.Threading.Tasks.Task;

namespace Mhero.EndToEnd.Tests.Reports;

/// <summary>A registry that has the history of a type (<c>_history</c>) shows which reports were deleted.</summary>
public sealed class ReportHistoryTests(ReportHistoryTests.HistoryWorld world) : IClassFixture<ReportHistoryTests.HistoryWorld>
{
    [Fact]
    public async Task Report_IsDeletedInTheRegistry_IsWithdrawnFromDhis2()
    {
        var (server, app) = await world.OpenAsync(42);
        var (place, unit) = await world.AddFacilityAsync(server);
        var (otherPlace, otherUnit) = await world.AddFacilityAsync(server);
        var report = await world.AddReportAsync(place, "2026-03-02", 3, 1);
        await world.AddReportAsync(otherPlace, "2026-03-02", 5, 2);
        await world.DeliverAsync(app);
        Assert.Equal((2, 2), (ReportWorld.ValuesOf(server, unit).Count, ReportWorld.ValuesOf(server, otherUnit).Count));

        Assert.True((await world.Fhir.BatchAsync([FhirEntry.Delete("MeasureReport", report.Id!)]))[0].Succeeded);
        await world.DeliverAsync(app);

        Assert.Empty(ReportWorld.ValuesOf(server, unit));
        Assert.DoesNotContain($"MALARIA 2026W10 {unit}", server.Completed.Keys);
        Assert.Equal(2, ReportWorld.ValuesOf(server, otherUnit).Count);
        Assert.Contains($"MALARIA 2026W10 {otherUnit}", server.Completed.Keys);
        Assert.DoesNotContain(await ReportWorld.LettersAsync(app), l => l.Subject.Contains(report.Id!, StringComparison.Ordinal));

        // The history shows the deletion again within the overlap: it is not handled twice.
        var requests = ReportWorld.RequestsOf(server, unit).Count;
        await world.DeliverAsync(app);
        Assert.Equal(requests, ReportWorld.RequestsOf(server, unit).Count);
    }

    public sealed class HistoryWorld : ReportWorld
    {
        protected override FhirServerProfile Profile => FhirServerProfile.Hapi;
    }
}
