using System.Net;
using Azure.Storage.Queues;
using Mhero.Core.Reporting;
using Mhero.Core.Reporting.Stored;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Tests.Fixtures;
using Mhero.MemoryFhir;

namespace Mhero.Core.Tests.Reporting;

/// <summary>Which facility has reported, from the rows that mHero keeps and from what the registry wrote since they were read.</summary>
public sealed class ReportMatricesTests : IDisposable
{
    private const string Form = "http://example.org/fhir/Questionnaire/weekly";
    private static readonly DateTimeOffset LastWeek = MemoryApp.Start.AddDays(-6);

    private readonly MemoryApp _app;
    private readonly FhirServer _registry;
    private readonly List<string> _searches = [];

    /// <summary>How long the registry takes for a search of reports.</summary>
    private TimeSpan _delay = TimeSpan.Zero;

    /// <summary>How far the registry's clock is ahead.</summary>
    private TimeSpan _clock = TimeSpan.Zero;

    public ReportMatricesTests()
    {
        _app = new MemoryApp(Answer);
        _registry = new FhirServer("https://registry.example.org/fhir/", () => _app.Time.GetUtcNow() + _clock, new FhirTraits());
        foreach (var name in new[] { "a", "b" })
        {
            _registry.Put(System.Text.Json.JsonDocument.Parse($$"""{"resourceType":"Location","id":"{{name}}","status":"active","name":"Clinic {{name}}"}""").RootElement);
        }
    }

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task ReadAsync_SecondCall_ReadsOnlyTheDaysOfWhatWasWrittenSince()
    {
        Put("r1", "a", LastWeek);
        _app.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(["a Missing Reported Open", "b Missing Missing Open"], await StatesAsync());
        Assert.Single(_searches, search => search.Contains("authored=", StringComparison.Ordinal));

        _app.Time.Advance(TimeSpan.FromHours(1));
        _searches.Clear();
        await StatesAsync();
        Assert.DoesNotContain(_searches, search => search.Contains("authored=", StringComparison.Ordinal));

        Put("r2", "b", LastWeek.AddDays(1));
        Assert.Equal(["a Missing Reported Open", "b Missing Reported Open"], await StatesAsync());
        var search = Assert.Single(_searches, search => search.Contains("authored=", StringComparison.Ordinal));
        Assert.Contains("authored=ge2026-02-27T00:00:00+00:00", search, StringComparison.Ordinal);
        Assert.Contains("authored=lt2026-02-28T00:00:00+00:00", search, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ReportThatIsWithdrawnOrNamesAnotherWeek_IsReadAgain()
    {
        Put("r1", "a", LastWeek);
        Put("r2", "b", LastWeek);
        Assert.Equal(["a Missing Reported Open", "b Missing Reported Open"], await StatesAsync());

        _app.Time.Advance(TimeSpan.FromHours(1));
        Put("r1", "a", LastWeek, "entered-in-error");
        Put("r2", "b", LastWeek, week: "2026-W08");

        Assert.Equal(["a Missing Missing Open", "b Late Missing Open"], await StatesAsync());
    }

    [Fact]
    public async Task ReadAsync_DeletedReport_CountsUntilTheDayIsOver()
    {
        Put("r1", "a", LastWeek);
        await StatesAsync();
        _registry.Handle(new FhirCall("DELETE", "https://registry.example.org/fhir/QuestionnaireResponse/r1"));

        _app.Time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(["a Missing Reported Open", "b Missing Missing Open"], await StatesAsync());
        _app.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["a Missing Missing Open", "b Missing Missing Open"], await StatesAsync());
    }

    [Fact]
    public async Task ReadAsync_FirstCallForDays_ReadsThePartsAndNotEachChange()
    {
        await StatesAsync();
        _app.Time.Advance(TimeSpan.FromDays(1));
        Put("r1", "a", LastWeek);
        _app.Time.Advance(TimeSpan.FromDays(1));
        _searches.Clear();

        Assert.Equal(["a Missing Reported Open", "b Missing Missing Open"], await StatesAsync());
        Assert.DoesNotContain(_searches, search => search.Contains("_lastUpdated=ge", StringComparison.Ordinal));

        _app.Time.Advance(TimeSpan.FromHours(1));
        Put("r2", "b", LastWeek);
        Assert.Equal(["a Missing Reported Open", "b Missing Reported Open"], await StatesAsync());
    }

    [Fact]
    public async Task ReadAsync_MorePeriodsAfterFewer_HaveTheChangesThatTheFewerHaveSeen()
    {
        await StatesAsync(6);
        _app.Time.Advance(TimeSpan.FromHours(1));
        Put("r1", "a", LastWeek.AddDays(-28));

        Assert.Equal(["a Missing Missing Open", "b Missing Missing Open"], await StatesAsync());
        Assert.Equal("a Reported Missing Missing Missing Missing Open", (await StatesAsync(6))[0]);
    }

    [Theory]
    [InlineData(-120)]
    [InlineData(120)]
    public async Task ReadAsync_RegistryWhoseClockDiffers_ShowsItsChanges(int minutes)
    {
        _clock = TimeSpan.FromMinutes(minutes);
        Put("r1", "a", LastWeek);
        await StatesAsync();
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        Put("r2", "b", LastWeek);

        Assert.Equal(["a Missing Reported Open", "b Missing Reported Open"], await StatesAsync());
    }

    [Fact]
    public async Task ReadAsync_RegistryThatTakesLong_IsReadByAJob()
    {
        Put("r1", "a", LastWeek);
        _delay = TimeSpan.FromSeconds(1);

        var first = await ReadAsync();
        Assert.Null(first.Matrix);
        Assert.Equal((JobKinds.Reports, JobStates.Queued), (first.Job!.Kind, first.Job.State));
        _searches.Clear();
        Assert.Equal(first.Job.Id, (await ReadAsync()).Job!.Id);
        Assert.Empty(_searches);

        var job = await RunAsync(first.Job);
        Assert.Equal((JobStates.Done, 0), (job.State, job.Failed));
        Assert.Equal(job.Total, job.Done);
        _delay = TimeSpan.Zero;
        Assert.Equal(["a Missing Reported Open", "b Missing Missing Open"], await StatesAsync());

        // A change that takes long to read: the last reading is shown with its time, until the job has read it.
        _app.Time.Advance(TimeSpan.FromHours(1));
        Put("r2", "b", LastWeek);
        _delay = TimeSpan.FromSeconds(1);
        var stale = await ReadAsync();
        Assert.Equal(["a Missing Reported Open", "b Missing Missing Open"], StatesOf(stale.Matrix!));
        Assert.True(stale.Matrix!.ReadAt <= _app.Time.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.NotEqual(job.Id, stale.Job!.Id);
        await RunAsync(stale.Job);
        _delay = TimeSpan.Zero;
        Assert.Equal(["a Missing Reported Open", "b Missing Reported Open"], await StatesAsync());
    }

    [Fact]
    public async Task ReadAsync_FirstReadingIsCutOffBetweenItsParts_ShowsNoMatrixUntilTheJobHasReadAll()
    {
        Put("r1", "a", LastWeek);
        var options = _app.Get<Microsoft.Extensions.Options.IOptions<ReportingOptions>>().Value;
        var scope = new ReportScope(ReportForms.Questionnaire(Form), ReportPeriodKind.Week, 3);
        await _app.Get<ReportRefresh>().ReadAsync(scope, scope.PartsOf(options, MemoryApp.Start)[..5], CancellationToken.None);
        _delay = TimeSpan.FromSeconds(1);

        var cut = await ReadAsync();

        Assert.Null(cut.Matrix);
        await RunAsync(cut.Job!);
        _delay = TimeSpan.Zero;
        Assert.Equal(["a Missing Reported Open", "b Missing Missing Open"], await StatesAsync());
    }

    [Fact]
    public async Task ReadAsync_RegistryFailsInTheJob_TheJobGoesOnLater()
    {
        Put("r1", "a", LastWeek);
        _delay = TimeSpan.FromSeconds(1);
        var job = (await ReadAsync()).Job!;
        _delay = Timeout.InfiniteTimeSpan;

        Assert.Equal(JobStates.Running, (await RunAsync(job)).State);

        _delay = TimeSpan.Zero;
        _app.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(JobStates.Done, (await RunAsync(job)).State);
        Assert.Equal(["a Missing Reported Open", "b Missing Missing Open"], await StatesAsync());
    }

    [Fact]
    public async Task ReadAsync_ReportOfAResponseWithAnOtherForm_IsNotCounted()
    {
        Put("r1", "a", LastWeek, form: Form + "-other");
        await StatesAsync();
        _app.Time.Advance(TimeSpan.FromHours(1));
        Put("r2", "b", LastWeek, form: Form + "-other");
        _searches.Clear();

        Assert.Equal(["a Missing Missing Open", "b Missing Missing Open"], await StatesAsync());
        Assert.DoesNotContain(_searches, search => search.Contains("authored=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Store_ChangeDuringAReading_IsNotLost()
    {
        var store = _app.Get<ReportStore>();
        var day = ReportPeriod.Containing(ReportPeriodKind.Day, MemoryApp.Start, TimeZoneInfo.Utc);
        await store.SaveAsync("scope", day, new StoredReports { ReadAt = MemoryApp.Start, Periods = [] }, CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromMinutes(2));
        await store.NoteChangeAsync("scope", day, DateTimeOffset.MaxValue, CancellationToken.None);

        // It began before the change, and ended after it.
        await store.SaveAsync("scope", day, new StoredReports { ReadAt = MemoryApp.Start.AddMinutes(1), Periods = [] }, CancellationToken.None);

        var stored = (await store.ReadAsync("scope", day, day, CancellationToken.None))[day.First];
        Assert.True(stored.IsStale(_app.Time.GetUtcNow(), TimeSpan.FromDays(1)));
        Assert.False((stored with { Holds = TimeSpan.FromMinutes(5) }).IsStale(_app.Time.GetUtcNow(), TimeSpan.FromDays(1)));
        Assert.True((stored with { Holds = TimeSpan.FromMinutes(5) }).IsStale(MemoryApp.Start.AddMinutes(6), TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task Store_ManyFacilities_AreReadBackWhole_AndFewerLater()
    {
        var store = _app.Get<ReportStore>();
        var day = ReportPeriod.Containing(ReportPeriodKind.Day, MemoryApp.Start, TimeZoneInfo.Utc);
        StoredReports Reports(DateTimeOffset at, int count) =>
            new() { ReadAt = at, Periods = new() { ["2026-W09"] = Enumerable.Range(0, count).ToDictionary(i => $"Location/{Guid.NewGuid()}", i => (long)i), ["2026-W10"] = new() { ["Location/a"] = 7 } } };

        await store.SaveAsync("scope", day, Reports(MemoryApp.Start, 9_000), CancellationToken.None);
        var many = (await store.ReadAsync("scope", day, day, CancellationToken.None))[day.First];
        Assert.Equal((9_000, 7), (many.Periods["2026-W09"].Count, many.Periods["2026-W10"]["Location/a"]));

        await store.SaveAsync("scope", day, Reports(MemoryApp.Start.AddMinutes(1), 10), CancellationToken.None);
        Assert.Equal(10, (await store.ReadAsync("scope", day, day, CancellationToken.None))[day.First].Periods["2026-W09"].Count);

        _app.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal(0, await store.PurgeAsync(() => false, CancellationToken.None));
        _app.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(3, await store.PurgeAsync(() => false, CancellationToken.None));
        Assert.Empty(await store.ReadAsync("scope", day, day, CancellationToken.None));
    }

    private static List<string> StatesOf(ReportMatrix matrix) => [.. matrix.Rows.Select(row => $"{row.Reference.Split('/')[1]} {string.Join(' ', row.States)}")];

    private Task<ReportReading> ReadAsync(int count = 3) => _app.Get<ReportMatrices>().ReadAsync(ReportForms.Questionnaire(Form), ReportPeriodKind.Week, count, CancellationToken.None);

    private async Task<List<string>> StatesAsync(int count = 3)
    {
        var reading = await ReadAsync(count);
        Assert.Null(reading.Job);
        Assert.Equal(_app.Time.GetUtcNow(), reading.Matrix!.ReadAt);
        return StatesOf(reading.Matrix);
    }

    /// <summary>Runs a job as the queue function does, as long as messages of it can be received.</summary>
    private async Task<Job> RunAsync(Job job)
    {
        var queue = _app.Account.Queue("jobs", QueueMessageEncoding.Base64);
        while ((await queue.ReceiveMessagesAsync()).Value is [var message])
        {
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            await _app.Get<JobRunner>().HandleAsync(message.MessageText, CancellationToken.None);
        }

        return (await _app.Get<JobOrders>().FindAsync(job.Id, CancellationToken.None))!;
    }

    private void Put(string id, string location, DateTimeOffset authored, string status = "completed", string? week = null, string form = Form)
    {
        var response = new JsonObject
        {
            ["resourceType"] = "QuestionnaireResponse",
            ["id"] = id,
            ["status"] = status,
            ["questionnaire"] = form,
            ["authored"] = authored.ToString("O", CultureInfo.InvariantCulture),
            ["subject"] = new JsonObject { ["reference"] = $"Location/{location}" },
        };
        if (week is not null)
        {
            response["item"] = new JsonArray(new JsonObject { ["linkId"] = "week", ["answer"] = new JsonArray(new JsonObject { ["valueString"] = week }) });
        }

        _registry.Put(System.Text.Json.JsonSerializer.SerializeToElement(response));
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var body = request.Content is { } content ? new StreamReader(content.ReadAsStream()).ReadToEnd() : "";
        var text = Uri.UnescapeDataString(request.RequestUri + body);
        if (text.Contains("QuestionnaireResponse", StringComparison.Ordinal))
        {
            _searches.Add(text);
            if (_delay == Timeout.InfiniteTimeSpan)
            {
                return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            }

            _app.Time.Advance(_delay);
        }

        var answer = _registry.Handle(new FhirCall(request.Method.Method, request.RequestUri!.AbsoluteUri) { Body = System.Text.Encoding.UTF8.GetBytes(body) });
        return new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new StringContent(answer.Body is null ? "" : System.Text.Encoding.UTF8.GetString(answer.Body), System.Text.Encoding.UTF8, "application/fhir+json") };
    }
}
