using System.Net;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Tables;
using Mhero.Functions.Console.Access;

namespace Mhero.Functions.Tests.Console;

/// <summary>A bulk load in the console: ordered, shown with its files, and ended, each with an entry in the audit log.</summary>
public sealed class BulkLoadPageTests
{
    private const string Page = "syncs/bulk-load";

    /// <summary>A load whose files wait for the import, as the table has it.</summary>
    private const string Waiting = """
        {"id":"load-1","state":"waiting","threshold":1,"checked":2,"startedAt":"2026-11-30T11:00:00Z","readyAt":"2026-11-30T11:05:00Z","holdUntil":"2026-12-01T11:05:00Z",
         "columns":{"tel":1,"name":true,"fields":["globalid"]},"files":[{"number":1,"name":"contacts-001.csv","rows":1}]}
        """;

    private const string Row = """{"load":"load-1","attributes":["name"],"name":"Amina Uwase","urns":["tel:+250788000101"],"fields":{"globalid":"w1"},"file":1}""";

    [Fact]
    public async Task Operator_OrdersAndEndsOne_ThePageAndTheAuditLogSaySo()
    {
        await using var world = await ConsoleWorld.StartAsync();
        using var browser = await world.SignInAsync(ConsoleRole.Operator);
        Assert.Contains("There was no bulk load yet.", await browser.ReadAsync(Page), StringComparison.Ordinal);

        using var none = await browser.PostAsync(Page + "/release", "syncs");
        using var few = await browser.PostAsync(Page + "/start", Page, ("threshold", "few"));
        using var started = await browser.PostAsync(Page + "/start", Page, ("threshold", "5"));
        var planning = await browser.ReadAsync(Page);

        // The audit log sorts by time.
        world.Time.Advance(TimeSpan.FromSeconds(1));
        using var released = await browser.PostAsync(Page + "/release", "syncs");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (none.StatusCode, few.StatusCode));
        Assert.Equal((true, true), (IsRedirect(started), IsRedirect(released)));
        Assert.Contains("Collects the pending writes", planning, StringComparison.Ordinal);
        Assert.DoesNotContain("bulk-load/start\"", planning, StringComparison.Ordinal);
        Assert.Contains("bulk-load/release\"", planning, StringComparison.Ordinal);
        Assert.Matches("Puts the other workers back on the queue|Ended by an operator", await browser.ReadAsync(Page));
        Assert.Equal(
            [("bulk-load.release", "planning", null), ("bulk-load.start", null, "5")],
            (await AuditAsync(world, "bulk-load")).Select(entry => (entry.Action, entry.Before, entry.Detail)));
    }

    [Fact]
    public async Task Files_AreForOperators_AndEachDownloadIsInTheAuditLog()
    {
        await using var world = await ConsoleWorld.StartAsync();
        var table = world.Services.GetRequiredKeyedService<DocumentTable>("bulkloads");
        await table.WriteAsync("load", [new Document("current", Waiting, Document.AnyVersion)]);
        await table.WriteAsync("rows", [new Document("Practitioner/w1", Row, Document.AnyVersion)]);
        using var reader = await world.SignInAsync(ConsoleRole.Reader);
        using var browser = await world.SignInAsync(ConsoleRole.Operator);

        var seenByReader = await reader.ReadAsync(Page);
        using var refused = await reader.GetAsync(Page + "/files/1");
        var seen = await browser.ReadAsync(Page);
        using var file = await browser.GetAsync(Page + "/files/1");
        using var noFile = await browser.GetAsync(Page + "/files/2");

        Assert.Contains("contacts-001.csv", seenByReader, StringComparison.Ordinal);
        Assert.DoesNotContain("files/1", seenByReader, StringComparison.Ordinal);
        Assert.DoesNotContain("bulk-load/release", seenByReader, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (refused.StatusCode, noFile.StatusCode));
        Assert.Contains("Waits for the import", seen, StringComparison.Ordinal);
        Assert.Contains("Import the contacts into RapidPro", seen, StringComparison.Ordinal);
        Assert.Contains("bulk-load/release", seen, StringComparison.Ordinal);
        Assert.Equal("contacts-001.csv", file.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.Contains("+250788000101", await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["bulk-load contacts-001.csv"], (await AuditAsync(world, AuditActions.Reveal)).Select(entry => entry.Item));
    }

    private static bool IsRedirect(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.Found or HttpStatusCode.SeeOther;

    private static async Task<IReadOnlyList<AuditEntry>> AuditAsync(ConsoleWorld world, string action) =>
        (await world.Services.GetRequiredService<IAuditLog>().ListAsync(new AuditFilter { Action = action }, 10, null)).Entries;
}
