using System.Web;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Operating;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Reconciling;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Sync.Reconciling;

/// <summary>A full reconcile over sides that leave records out, refuse some, or answer in circles, and with a process that dies.</summary>
public sealed class ReconcileWorkTests : IDisposable
{
    private const int Pairs = 60;
    private const int InPage = 25;
    private static readonly DateTimeOffset Changed = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly HashSet<int> _goneContacts = [];
    private readonly HashSet<int> _goneWorkers = [];
    private readonly HashSet<int> _unlisted = [];
    private bool _isNothingListed;
    private bool _isInCircles;
    private int? _refused;
    private int? _diesAt;
    private int _requests;
    private MemoryApp _app;

    public ReconcileWorkTests() => _app = new(Answer);

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Run_ProcessDiesAtAnyRequest_FindsTheSame()
    {
        _goneContacts.UnionWith([0, 1]);
        _goneWorkers.Add(2);
        string[] expected = ["Practitioner/w2", $"deleted {ContactOf(0)}", $"deleted {ContactOf(1)}"];
        await SeedAsync();
        Assert.Equal(expected, (await RunAsync()).Items);
        var total = _requests;
        Assert.InRange(total, 6, 15);

        for (var death = 1; death <= total; death++)
        {
            _app.Dispose();
            _app = new(Answer);
            (_requests, _diesAt) = (0, null);
            await SeedAsync();
            _diesAt = death;

            var (items, log) = await RunAsync();

            Assert.Null(_diesAt);
            Assert.Equal(expected, items.Distinct());
            Assert.Equal((null, 3, 0), (log.Error, log.Counts[ReconcileCounts.Deleted], log.Counts[ReconcileCounts.Changed]));
            Assert.Equal((2 * Pairs) - _goneContacts.Count, log.Counts[ReconcileCounts.Checked]);
        }
    }

    [Fact]
    public async Task Run_PagesAndSearchesAreEmpty_NothingIsDeleted()
    {
        _isNothingListed = true;
        await SeedAsync();

        var (items, log) = await RunAsync();

        Assert.Empty(items);
        Assert.Equal((null, 0, 2 * Pairs), (log.Error, log.Counts[ReconcileCounts.Deleted], log.Counts[ReconcileCounts.Confirmed]));
    }

    [Fact]
    public async Task Run_SidesAreEmpty_StopsAtTheFirstRead()
    {
        _isNothingListed = true;
        _goneContacts.UnionWith(Enumerable.Range(0, Pairs));
        _goneWorkers.UnionWith(Enumerable.Range(0, Pairs));
        await SeedAsync();

        var (items, log) = await RunAsync();

        Assert.Empty(items);
        Assert.StartsWith(SyncCodes.TooManyGone, log.Error, StringComparison.Ordinal);
        Assert.Equal((0, 1), (log.Counts[ReconcileCounts.Deleted], log.Counts[ReconcileCounts.Confirmed]));
    }

    [Fact]
    public async Task Run_PagesComeAroundAgain_Ends()
    {
        _isInCircles = true;
        await SeedAsync();

        var (items, log) = await RunAsync();

        Assert.Empty(items);
        Assert.Null(log.Error);
        Assert.Equal(Pairs - (2 * InPage), log.Counts[ReconcileCounts.Confirmed]);
    }

    [Fact]
    public async Task Run_RegistryRefusesOneWorker_ItGoesOnTheQueueAndTheOthersFollow()
    {
        _unlisted.Add(3);
        _refused = 3;
        _goneWorkers.Add(4);
        await SeedAsync();

        var (items, log) = await RunAsync();

        Assert.Equal(["Practitioner/w3", "Practitioner/w4"], items);
        Assert.Equal((null, 1, 1), (log.Error, log.Counts[ReconcileCounts.Deleted], log.Counts[ReconcileCounts.Changed]));
    }

    private static Guid ContactOf(int number) => new($"aaaaaaaa-0000-4000-8000-{number:D12}");

    private static Practitioner WorkerOf(int number) => new()
    {
        Id = "w" + number.ToString(CultureInfo.InvariantCulture),
        Active = true,
        Identifier = [new Identifier(MheroSystems.ContactUuid, ContactOf(number).ToString())],
    };

    /// <summary>Pairs that both sides and the ledger link, as if both sides had been read to their ends.</summary>
    private async Task SeedAsync()
    {
        var loader = _app.Get<PairLoader>();
        var ledger = _app.Get<ContactLedger>();
        for (var number = 0; number < Pairs; number++)
        {
            var worker = WorkerOf(number);
            var contact = new ContactRow { Worker = $"Practitioner/{worker.Id}", Contact = new() { Uuid = ContactOf(number), ModifiedOn = Changed } };
            var row = new WorkerRow { Contact = ContactOf(number), Profile = loader.ProfileOf(new HealthWorker(worker, [])) };
            await ledger.WriteAsync(
                [new(ContactLedger.ContactKey(ContactOf(number)), SyncJson.Write(contact), null), new(ContactLedger.WorkerKey($"Practitioner/{worker.Id}"), SyncJson.Write(row), null)],
                CancellationToken.None);
        }

        await _app.Get<ChangePoller>().MarkReadAsync(CursorNames.ContactsKnown, CancellationToken.None);
        await _app.Get<ChangePoller>().MarkReadAsync(CursorNames.WorkersKnown, CancellationToken.None);
    }

    /// <summary>Orders a reconcile and handles its message, again after a death, until the job is done.</summary>
    private async Task<(List<string> Items, SyncExecution Log)> RunAsync()
    {
        var job = await _app.Get<SyncActions>().ReconcileAsync(confirm: false, by: null, CancellationToken.None);
        var messages = await DrainAsync("jobs");
        for (var tries = 0; tries < 3 && (await _app.Get<JobOrders>().FindAsync(job.Id, CancellationToken.None))!.State != JobStates.Done; tries++)
        {
            try
            {
                await _app.Get<JobRunner>().HandleAsync(messages[0], CancellationToken.None);
            }
            catch (InvalidOperationException e) when (e.Message == "The process dies.")
            {
                // The message comes back.
            }
        }

        Assert.Equal(JobStates.Done, (await _app.Get<JobOrders>().FindAsync(job.Id, CancellationToken.None))!.State);
        Assert.Empty(await _app.Get<ReconcileStore>().SeenAsync(job.Id, CancellationToken.None));
        Assert.Empty(await _app.Get<ReconcileStore>().MissingAsync(job.Id, null, 100, CancellationToken.None));
        var batches = (await DrainAsync("contacts")).ConvertAll(SyncJson.Read<BatchMessage<ContactItem>>);
        var log = Assert.Single(await _app.Get<SyncLogStore>().RecentAsync(ReconcileWork.LogKind, 1, CancellationToken.None));
        return ([.. batches.SelectMany(b => b.Items).Select(i => i.Worker ?? $"{(i.Deleted ? "deleted" : "contact")} {i.ContactUuid}")], log);
    }

    private async Task<List<string>> DrainAsync(string name)
    {
        var queue = _app.Get<IStorageClients>().Queue(name);
        await queue.CreateIfNotExistsAsync();
        var texts = new List<string>();
        while ((await queue.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                texts.Add(message.MessageText);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        return texts;
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (++_requests == _diesAt)
        {
            _diesAt = null;
            throw new InvalidOperationException("The process dies.");
        }

        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        return request.RequestUri.Host.StartsWith("rapidpro", StringComparison.Ordinal) ? ContactsOf(query["uuid"], query["cursor"])
            : request.Method == HttpMethod.Post ? FindNothing(request)
            : query["_id"] is { } ids ? Search(ids.Split(','))
            : Read(request.RequestUri.Segments[^1]);
    }

    private HttpResponseMessage ContactsOf(string? uuid, string? cursor)
    {
        var there = Enumerable.Range(0, Pairs).Where(number => !_goneContacts.Contains(number)).ToList();
        if (uuid is not null)
        {
            return Page(there.Where(number => ContactOf(number) == Guid.Parse(uuid)), null);
        }

        var page = int.Parse(cursor ?? "0", CultureInfo.InvariantCulture);
        var isLast = (page + 1) * InPage >= there.Count;
        return _isNothingListed ? Page([], null)
            : _isInCircles ? Page(there.Skip(page * InPage).Take(InPage), page == 0 ? 1 : 0)
            : Page(there.Skip(page * InPage).Take(InPage), isLast ? null : page + 1);
    }

    private static HttpResponseMessage Page(IEnumerable<int> contacts, int? next)
    {
        var results = contacts.Select(number => $$$"""
            {"uuid":"{{{ContactOf(number)}}}","name":null,"status":"active","language":null,"urns":[],"groups":[],
             "fields":{"globalid":"w{{{number}}}","mheroentitytype":"Practitioner"},"created_on":"2026-02-01T08:00:00Z","modified_on":"2026-03-01T08:00:00Z"}
            """);
        var link = next is null ? "null" : $"\"https://rapidpro.example.org/api/v2/contacts.json?cursor={next}\"";
        return AnsweringHandler.Json($$"""{"next":{{link}},"previous":null,"results":[{{string.Join(',', results)}}]}""");
    }

    private HttpResponseMessage Search(string[] ids)
    {
        var bundle = new Bundle { Type = Bundle.BundleType.Searchset };
        foreach (var number in Enumerable.Range(0, Pairs).Where(n => !_isNothingListed && !_goneWorkers.Contains(n) && !_unlisted.Contains(n) && ids.Contains("w" + n)))
        {
            bundle.Entry.Add(new() { FullUrl = $"https://registry.example.org/fhir/Practitioner/w{number}", Resource = WorkerOf(number), Search = new() { Mode = Bundle.SearchEntryMode.Match } });
        }

        return AnsweringHandler.Fhir(System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(bundle)));
    }

    /// <summary>Each search of a batch, which mHero sends when a search for many ids found none.</summary>
    private static HttpResponseMessage FindNothing(HttpRequestMessage request)
    {
        using var body = JsonDocument.Parse(request.Content!.ReadAsStream());
        var entries = body.RootElement.GetProperty("entry").EnumerateArray().Select(_ => """{"response":{"status":"200"},"resource":{"resourceType":"Bundle","type":"searchset"}}""");
        return AnsweringHandler.Fhir($$"""{"resourceType":"Bundle","type":"batch-response","entry":[{{string.Join(',', entries)}}]}""");
    }

    private HttpResponseMessage Read(string id)
    {
        var number = int.Parse(id[1..], CultureInfo.InvariantCulture);
        return number == _refused ? AnsweringHandler.Fhir("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid"}]}""", 422)
            : _goneWorkers.Contains(number) ? AnsweringHandler.Fhir("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"deleted"}]}""", 410)
            : AnsweringHandler.Fhir(System.Text.Encoding.UTF8.GetString(FhirJson.Serialize(WorkerOf(number))));
    }
}
