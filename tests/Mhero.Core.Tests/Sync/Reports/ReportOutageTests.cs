using System.Net;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage;
using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Sync.Reports;

/// <summary>A DHIS2 that is not there for a week: the reports wait on their queue, it is asked now and then, and then each report arrives.</summary>
public sealed class ReportOutageTests : IDisposable
{
    private const int Facilities = 10;

    private const int Week = 7;

    private readonly MemoryApp _app;
    private readonly HashSet<string> _stored = [];
    private Func<HttpResponseMessage>? _down;
    private int _imports;
    private bool _isBroken;
    private HttpStatusCode _reads = HttpStatusCode.OK;

    public ReportOutageTests() => _app = new MemoryApp(
        Answer,
        ("Mhero:Dhis2:BaseUrl", "https://dhis2.example.org/"),
        ("Mhero:Dhis2:Token", "d2pat_x"),
        ("Mhero:Dhis2:MaxRetries", "0"),
        ("ReportsQueue", "reports"));

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(503, Week)]
    [InlineData(500, Week)]
    [InlineData(401, Week)]
    [InlineData(429, 1)]
    [InlineData(302, Week)]
    [InlineData(0, Week)]
    public async Task Dhis2_IsDownForDays_EveryReportArrivesAndNoneIsADeadLetter(int status, int days)
    {
        _down = () => status == 0 ? throw new HttpRequestException("no connection") : new HttpResponseMessage((HttpStatusCode)status);
        await EnqueueAsync(Facilities);

        var asked = await RunAsync(TimeSpan.FromDays(days));
        Assert.Empty(_stored);
        Assert.DoesNotContain(await LettersAsync(), l => l.Subject.StartsWith("MeasureReport/", StringComparison.Ordinal));

        // A week has 168 hours: a server that is down is asked every few minutes and not for each report. A server that throttles is there, and is asked as often as it allows.
        Assert.InRange(asked, 1, status == 429 ? int.MaxValue : 3_000);

        _down = null;
        await RunAsync(TimeSpan.FromHours(3));
        Assert.Equal(Facilities, _stored.Count);
        Assert.Empty(await LettersAsync());
    }

    [Fact]
    public async Task Dhis2_IsDownForAWeek_AFewReportsStayOnTheQueueToo()
    {
        _down = () => new HttpResponseMessage(HttpStatusCode.BadGateway);
        await EnqueueAsync(2);

        await RunAsync(TimeSpan.FromDays(Week));
        Assert.Empty(await LettersAsync());

        _down = null;
        await RunAsync(TimeSpan.FromHours(3));
        Assert.Equal(2, _stored.Count);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    public async Task Dhis2_FailsWithOneReportAlone_ThatOneIsADeadLetter(int statusOfReads)
    {
        (_isBroken, _reads) = (true, (HttpStatusCode)statusOfReads);
        await EnqueueAsync(3);

        await RunAsync(TimeSpan.FromDays(1));

        Assert.Equal(["OU-2", "OU-3"], _stored.Order());
        Assert.Equal(["MeasureReport/1 dhis2"], (await LettersAsync()).Select(l => l.Subject));
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (request.RequestUri!.Host == "registry.example.org")
        {
            return Registry(request.RequestUri.PathAndQuery);
        }

        if (_down is { } down)
        {
            _imports++;
            return down();
        }

        if (request.Content is null)
        {
            return _reads == HttpStatusCode.OK ? AnsweringHandler.Json("""{"version":"2.41.0"}""") : new HttpResponseMessage(_reads);
        }

        using var reader = new StreamReader(request.Content.ReadAsStream());
        var body = reader.ReadToEnd();
        _imports++;
        var unit = System.Text.Json.Nodes.JsonNode.Parse(body)!["orgUnit"]?.GetValue<string>();
        if (_isBroken && unit == "OU-1")
        {
            return new HttpResponseMessage(HttpStatusCode.InternalServerError);
        }

        if (unit is not null)
        {
            _stored.Add(unit);
        }

        return AnsweringHandler.Json("""{"status":"OK","response":{"status":"SUCCESS","importCount":{"imported":1}}}""");
    }

    private static HttpResponseMessage Registry(string target)
    {
        var ids = Uri.UnescapeDataString(target).Split("_id=").Skip(1).SelectMany(part => part.Split('&')[0].Split(',')).ToList();
        IEnumerable<Resource> found = target.Contains("/MeasureReport", StringComparison.Ordinal) ? ids.Select(ReportOf)
            : target.Contains("/Location", StringComparison.Ordinal) ? ids.Select(PlaceOf)
            : target.Contains("/Measure?", StringComparison.Ordinal) ? [MeasureOf()]
            : [];
        var bundle = new Bundle { Type = Bundle.BundleType.Searchset, Entry = [.. found.Select(resource => new Bundle.EntryComponent { Resource = resource })] };
        return AnsweringHandler.Fhir(System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(bundle)));
    }

    private static MeasureReport ReportOf(string id) => new()
    {
        Id = id,
        Meta = new Meta { LastUpdated = MemoryApp.Start, VersionId = "1" },
        Status = MeasureReport.MeasureReportStatus.Complete,
        Type = MeasureReport.MeasureReportType.Summary,
        Measure = "http://example.org/Measure/m",
        Subject = new ResourceReference($"Location/l{id}"),
        Period = new Period { Start = "2026-02-23", End = "2026-03-01" },
        Group = [new MeasureReport.GroupComponent { Code = new CodeableConcept("http://mhero.org/fhir/dhis2-data-element", "CASES"), Population = [new MeasureReport.PopulationComponent { Count = 4 }] }],
    };

    private static Location PlaceOf(string id) => new() { Id = id, Identifier = [new Identifier(MheroSystems.Dhis2OrgUnit, $"OU-{id[1..]}")] };

    private static Measure MeasureOf() => new() { Id = "m", Url = "http://example.org/Measure/m", Identifier = [new Identifier(MheroSystems.Dhis2DataSet, "MALARIA")], Status = PublicationStatus.Active };

    private Task EnqueueAsync(int count) => _app.Get<Mhero.Core.Sync.Engine.Queueing.WorkQueue<ReportItem>>()
        .SendAllAsync(Enumerable.Range(1, count).Select(n => new ReportItem { Id = $"{n}", Destination = "dhis2" }), CancellationToken.None);

    /// <summary>Handles what the queue shows until a time has passed.</summary>
    /// <returns>How often DHIS2 was asked to import.</returns>
    private async Task<int> RunAsync(TimeSpan time)
    {
        var before = _imports;
        var sync = _app.Get<PollingSync<ReportItem>>();
        var queue = _app.Get<IStorageClients>().Queue("reports");
        for (var end = _app.Time.GetUtcNow() + time; _app.Time.GetUtcNow() < end;)
        {
            var messages = (await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(5))).Value;
            foreach (var message in messages)
            {
                await sync.HandleAsync(message.MessageText, CancellationToken.None);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }

            if (messages.Length == 0)
            {
                var now = _app.Time.GetUtcNow();
                _app.Time.Advance((_app.Account.NextVisibleOn(now) is { } next && next < end ? next : end) - now);
            }
        }

        return _imports - before;
    }

    private Task<IReadOnlyList<DeadLetter>> LettersAsync() => _app.Get<DeadLetterStore>().ListAsync(null, 100);
}
