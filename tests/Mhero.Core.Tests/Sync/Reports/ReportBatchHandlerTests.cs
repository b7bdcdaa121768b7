using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.Storage;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Sync.Runs;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Reports;

/// <summary>Reports on their queue: refused numbers become dead letters of their own and close once they are accepted, and what the registry shows and extraction writes is queued.</summary>
public sealed class ReportBatchHandlerTests : IDisposable
{
    private readonly ReportWorld _world = new(("Mhero:ReportDelivery:MaxAttempts", "3"));

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task HandleAsync_RefusedNumbers_AreDeadLettersUntilTheyAreAccepted()
    {
        _world.Report(0, ("CASES", 4), ("DEATHS", 1), ("TESTS", 2));
        _world.Dhis2 = line => line.StartsWith("import", StringComparison.Ordinal) ? ReportWorld.Refusal("WARNING", ("E7619", 1), ("E7640", 2)) : null;

        await HandleAsync(new ReportItem { Id = "1", Destination = "dhis2" });
        Assert.Equal([("MeasureReport/1 dhis2 DEATHS", Dhis2Codes.ValueRefused), ("MeasureReport/1 dhis2 TESTS", Dhis2Codes.PeriodRefused)], await LettersAsync());

        _world.Dhis2 = line => line.Contains("TESTS", StringComparison.Ordinal) && line.Contains("DEATHS", StringComparison.Ordinal) ? ReportWorld.Refusal("WARNING", ("E7640", 1)) : null;
        await HandleAsync(new ReportItem { Id = "1", Destination = "dhis2", Value = "TESTS" }, new ReportItem { Id = "1", Destination = "dhis2", Value = "DEATHS" });
        Assert.Equal([("MeasureReport/1 dhis2 TESTS", Dhis2Codes.PeriodRefused)], await LettersAsync());

        _world.Dhis2 = _ => null;
        await HandleAsync(new ReportItem { Id = "1", Destination = "dhis2" });
        Assert.Empty(await LettersAsync());
    }

    [Fact]
    public async Task HandleAsync_ReportsOfItemsThatAreTheSame_AreDeliveredOnce()
    {
        _world.Report(0, ("CASES", 4));

        await HandleAsync(new ReportItem { Id = "1", Destination = "dhis2", Value = "CASES" }, new ReportItem { Id = "1", Destination = "dhis2", Value = "DEATHS" });

        Assert.Equal(2, _world.TakeSent().Count);
        Assert.Empty(await LettersAsync());
    }

    [Fact]
    public async Task HandleAsync_PlaceWithoutAnOrgUnit_IsADeadLetterForEachItem()
    {
        _world.Report(0, ("CASES", 4)).Subject = null;

        await HandleAsync(new ReportItem { Id = "1", Destination = "dhis2" }, new ReportItem { Id = "1", Destination = "dhis2", Value = "CASES" });

        Assert.Equal([("MeasureReport/1 dhis2", Dhis2Codes.NoOrgUnit), ("MeasureReport/1 dhis2 CASES", Dhis2Codes.NoOrgUnit)], await LettersAsync());
    }

    [Theory]
    [InlineData("madx")]
    [InlineData("unknown")]
    public async Task HandleAsync_DestinationThatTheSettingsDoNotName_IsSkipped(string destination)
    {
        _world.Report(0, ("CASES", 4));

        await HandleAsync(new ReportItem { Id = "1", Destination = destination });

        Assert.Empty(_world.Sent);
        Assert.Empty(await LettersAsync());
        Assert.Equal(0, _world.App.Account.CountOf("reports"));
    }

    [Fact]
    public async Task HandleAsync_RegistryDoesNotAnswer_KeepsTheItem()
    {
        _world.Report(0, ("CASES", 4));
        _world.Registry = _ => new HttpResponseMessage(System.Net.HttpStatusCode.ServiceUnavailable);

        await HandleAsync(new ReportItem { Id = "1", Destination = "dhis2" });

        Assert.Empty(_world.Sent);
        Assert.Equal(1, _world.App.Account.CountOf("reports"));
    }

    // After the attempts of the settings a report waits by hours, since the failure is the server's. One that may be the report's own is a dead letter.
    [Theory]
    [InlineData(503, 1, null)]
    [InlineData(503, 2, 60)]
    [InlineData(503, 3, 60)]
    public async Task HandleAsync_Dhis2IsDown_WaitsAnHourFromTheLastAttemptOn(int status, int attempts, int? minutes)
    {
        _world.Report(0, ("CASES", 4));
        _world.Dhis2 = _ => new HttpResponseMessage((System.Net.HttpStatusCode)status);

        await HandleAsync(new ReportItem { Id = "1", Destination = "dhis2", Attempts = attempts });

        Assert.Empty(await LettersAsync());
        var wait = _world.App.Account.NextVisibleOn(_world.App.Time.GetUtcNow()) - _world.App.Time.GetUtcNow();
        if (minutes is { } hour)
        {
            Assert.InRange(wait!.Value.TotalMinutes, hour - 1, hour + 10);
        }
        else
        {
            Assert.InRange(wait!.Value.TotalMinutes, 0, 50);
        }
    }

    [Fact]
    public async Task HandleAsync_Dhis2FailsWithTheReportAlone_IsADeadLetterAfterTheAttempts()
    {
        _world.Report(0, ("CASES", 4));
        _world.Dhis2 = line => line.StartsWith("import", StringComparison.Ordinal) ? new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError) : null;

        await HandleAsync(new ReportItem { Id = "1", Destination = "dhis2", Attempts = 1 });
        Assert.Empty(await LettersAsync());
        Assert.Equal(1, _world.App.Account.CountOf("reports"));

        await HandleAsync(new ReportItem { Id = "1", Destination = "dhis2", Attempts = 2 });
        Assert.Equal([("MeasureReport/1 dhis2", Dhis2Codes.ServerUnavailable)], await LettersAsync());
    }

    [Fact]
    public async Task NotifyAsync_WrittenResources_QueuesTheReportsThatChanged()
    {
        EntryVerdict Verdict(string type, string? id, SaveOutcome? outcome) => new() { Type = type, Id = id, Outcome = outcome };

        await _world.App.Get<IEnumerable<IExtractionObserver>>().OfType<ExtractedReports>().Single().NotifyAsync(
            [
                Verdict("MeasureReport", "1", SaveOutcome.Created), Verdict("MeasureReport", "2", SaveOutcome.Updated), Verdict("MeasureReport", "3", SaveOutcome.Unchanged), Verdict("MeasureReport", null, SaveOutcome.Created),
                Verdict("Observation", "4", SaveOutcome.Created), Verdict("MeasureReport", "5", null),
            ],
            CancellationToken.None);

        var text = string.Concat(await DrainAsync());
        Assert.Contains("\"1\"", text, StringComparison.Ordinal);
        Assert.Contains("\"2\"", text, StringComparison.Ordinal);
        foreach (var id in new[] { "3", "4", "5" })
        {
            Assert.DoesNotContain($"\"{id}\"", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task NotifyAsync_NoDestination_QueuesNothing()
    {
        using var app = new MemoryApp();

        await app.Get<IEnumerable<IExtractionObserver>>().OfType<ExtractedReports>().Single()
            .NotifyAsync([new EntryVerdict { Type = "MeasureReport", Id = "1", Outcome = SaveOutcome.Created }], CancellationToken.None);

        Assert.Equal(0, app.Account.CountOf("reports"));
    }

    [Theory]
    [InlineData(null, "MeasureReport/1 dhis2")]
    [InlineData("CASES", "MeasureReport/1 dhis2 CASES")]
    public void Subject_Item_NamesTheReportTheDestinationAndTheNumber(string? value, string subject)
    {
        var item = new ReportItem { Id = "1", Destination = "dhis2", Value = value, Accepted = ["DEATHS"], Attempts = 2 };

        Assert.Equal(subject, item.Subject);
        Assert.Equal([subject, "MeasureReport/1 dhis2 DEATHS"], item.Settled);
        Assert.True(item.IsComplete);
        Assert.False((item with { Id = "" }).IsComplete);
        Assert.False((item with { Destination = "" }).IsComplete);
        Assert.Equal(0, item.ResetAttempts().Attempts);
    }

    /// <summary>Sends items and handles the messages that are visible, once each.</summary>
    private async Task HandleAsync(params ReportItem[] items)
    {
        await DrainAsync();
        await _world.App.Get<WorkQueue<ReportItem>>().SendAllAsync(items, CancellationToken.None);
        foreach (var message in await DrainAsync())
        {
            await _world.App.Get<PollingSync<ReportItem>>().HandleAsync(message, CancellationToken.None);
        }
    }

    private async Task<List<string>> DrainAsync()
    {
        var queue = _world.App.Get<IStorageClients>().Queue("reports");
        await queue.CreateIfNotExistsAsync();
        var all = new List<string>();
        while ((await queue.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                all.Add(message.MessageText);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        return all;
    }

    private async Task<List<(string Subject, string Code)>> LettersAsync() =>
        [.. (await _world.App.Get<DeadLetterStore>().ListAsync(null, 100)).Select(letter => (letter.Subject, letter.Code)).OrderBy(letter => letter.Subject, StringComparer.Ordinal)];
}
