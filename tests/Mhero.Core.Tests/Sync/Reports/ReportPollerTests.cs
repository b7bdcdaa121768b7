using System.Text.RegularExpressions;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Reports;

/// <summary>Which reports a reading of the registry queues, those that were deleted too.</summary>
public sealed partial class ReportPollerTests : IDisposable
{
    private readonly ReportWorld _world = new(("Mhero:Madx:BaseUrl", "https://madx.example.org/fhir"));
    private string? _history;

    public ReportPollerTests() => _world.Registry = request => _history is not null && request.RequestUri!.AbsolutePath.EndsWith("/_history", StringComparison.Ordinal)
        ? AnsweringHandler.Fhir(_history, _history.Contains("OperationOutcome", StringComparison.Ordinal) ? 500 : 200)
        : null;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task ReadAsync_Reports_AreQueuedForEachDestinationOnce()
    {
        _world.Report("1", 0, ("CASES", 4));
        _world.Report("2", 0, ("CASES", 4));

        Assert.Equal(["1 dhis2", "1 madx", "2 dhis2", "2 madx"], await ReadAsync());

        _world.App.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Empty(await ReadAsync());
        _world.Report("2", 9, ("CASES", 5));
        Assert.Equal(["2 dhis2", "2 madx"], await ReadAsync());
    }

    [Fact]
    public async Task ReadAsync_NoDestination_ReadsNothing()
    {
        using var app = new MemoryApp();
        var sync = app.Get<PollingSync<ReportItem>>();

        await sync.ReadAsync("reports", CancellationToken.None);

        Assert.Empty(app.Http.Requests);
        Assert.Empty(sync.Pollers);
        Assert.Equal(["reports"], _world.App.Get<PollingSync<ReportItem>>().Pollers);
    }

    [Fact]
    public async Task ReadAsync_ReportIsDeletedLater_IsQueued()
    {
        _world.Report("1", 0, ("CASES", 4));
        _history = HistoryOf(Deletion("gone before", "2026-03-04T07:00:00Z"));
        Assert.Equal(["1 dhis2", "1 madx"], await ReadAsync());

        _world.App.Time.Advance(TimeSpan.FromMinutes(10));
        _world.Remove("MeasureReport/1");
        _history = HistoryOf(Deletion("1", "2026-03-04T08:09:00Z"), """{"resource":{"resourceType":"MeasureReport","id":"2","status":"complete","type":"summary","meta":{"lastUpdated":"2026-03-04T08:08:00Z"}},"request":{"method":"PUT","url":"MeasureReport/2"}}""");
        Assert.Equal(["1 dhis2", "1 madx"], await ReadAsync());

        _world.App.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task ReadAsync_HistoryFailsNow_IsReadAgainFromThere()
    {
        _world.Report("1", 0, ("CASES", 4));
        _history = HistoryOf();
        await ReadAsync();
        _world.App.Time.Advance(TimeSpan.FromMinutes(10));
        _history = """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}""";

        Assert.Empty(await ReadAsync());

        _history = HistoryOf(Deletion("1", "2026-03-04T08:09:00Z"));
        Assert.Equal(["1 dhis2", "1 madx"], await ReadAsync());
    }

    private static string HistoryOf(params string[] entries) => $$"""{"resourceType":"Bundle","type":"history","entry":[{{string.Join(',', entries)}}]}""";

    private static string Deletion(string id, string at) =>
        $$$"""{"fullUrl":"https://registry.example.org/fhir/MeasureReport/{{{id}}}","request":{"method":"DELETE","url":"MeasureReport/{{{id}}}"},"response":{"status":"204","lastModified":"{{{at}}}"}}""";

    /// <summary>Reads, and takes what was queued: the report and its destination.</summary>
    private async Task<List<string>> ReadAsync()
    {
        await _world.App.Get<PollingSync<ReportItem>>().ReadAsync("reports", CancellationToken.None);
        var queue = _world.App.Get<IStorageClients>().Queue("reports");
        await queue.CreateIfNotExistsAsync();
        var items = new List<string>();
        while ((await queue.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                items.AddRange(Item().Matches(message.MessageText).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}"));
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        items.Sort(StringComparer.Ordinal);
        return items;
    }

    [GeneratedRegex("\"id\":\"([^\"]*)\",\"destination\":\"([^\"]*)\"")]
    private static partial Regex Item();
}
