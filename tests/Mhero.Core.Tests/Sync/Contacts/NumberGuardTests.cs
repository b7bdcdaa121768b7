using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Contacts;

/// <summary>A number is sent to a contact only if it belongs to no other contact, or the registry took it from the worker of that contact.</summary>
public sealed class NumberGuardTests : IDisposable
{
    private const string Number = "+250788123456";
    private static readonly Guid Mine = new("11111111-2222-4333-8444-555555555555");
    private static readonly Guid Other = new("66666666-7777-4888-8999-000000000000");

    private readonly MemoryApp _app;
    private readonly Dictionary<Guid, JsonObject> _contacts = [];
    private string[] _registry = [];
    private int _status = 200;

    public NumberGuardTests()
    {
        _app = new(request => request.RequestUri!.Host.StartsWith("rapidpro", StringComparison.Ordinal) ? RapidPro(request) : Registry(request));
        _contacts[Mine] = Contact(Mine);
    }

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Check_NumberHasNoOwner_IsSent()
    {
        var pair = PairGetting(Number);

        Assert.Empty(await CheckAsync(pair));
        Assert.Equal((0, null), (pair.ForeignNumbers.Count, pair.SideReview));
    }

    [Fact]
    public async Task Check_NumberIsAnothers_IsNotSentAndIsAReview()
    {
        _contacts[Other] = Contact(Other, Number);
        var pair = PairGetting(Number);

        Assert.Equal([pair], await CheckAsync(pair));
        Assert.Equal([ContactLedger.NumberKey(Number)], pair.ForeignNumbers);
        Assert.Equal(SyncCodes.NumberOfAnother, pair.SideReview!.Value.Code);
        Assert.Equal([Other.ToString()], pair.SideReview.Value.Candidates.Select(c => c.Reference));
    }

    [Theory]
    [InlineData("+250788999888", true)]
    [InlineData(Number, false)]
    public async Task Check_OwnersWorkerHasAnotherNumberInTheRegistryNow_IsSent(string numberNow, bool isSent)
    {
        // Two workers exchanged their numbers: to wait for the other contact would never end.
        _contacts[Other] = Contact(Other, Number);
        _registry = [$$"""{"resourceType":"Practitioner","id":"2","active":true,"telecom":[{"system":"phone","use":"mobile","value":"{{numberNow}}"}]}"""];
        await _app.Get<ContactLedger>().WriteAsync(
            [
                new(ContactLedger.ContactKey(Other), SyncJson.Write(new ContactRow { Worker = "Practitioner/2", Contact = new Contact { Uuid = Other } }), null),
                new(ContactLedger.WorkerKey("Practitioner/2"), SyncJson.Write(new WorkerRow { Contact = Other, Profile = new WorkerProfile { Numbers = [Number] } }), null),
            ],
            CancellationToken.None);
        var pair = PairGetting(Number);

        await CheckAsync(pair);

        Assert.Equal(isSent ? 0 : 1, pair.ForeignNumbers.Count);
    }

    [Fact]
    public async Task Check_ContactChangedSinceItWasRead_IsPlannedAgain()
    {
        var pair = PairGetting(Number);
        _contacts[Mine]["modified_on"] = "2026-03-04T08:00:00Z";
        _contacts[Mine]["name"] = "Changed";

        Assert.Equal([pair], await CheckAsync(pair));
        Assert.Equal("Changed", pair.Contact!.Name);
    }

    [Fact]
    public async Task Check_ContactWasDeleted_IsTriedAgain()
    {
        var pair = PairGetting(Number);
        _contacts.Clear();

        Assert.Empty(await CheckAsync(pair));
        Assert.Equal((ItemState.Retry, SyncCodes.RecordMissing), (pair.State, pair.Code));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task Check_RapidProFails_FailsThisPairAlone(int status)
    {
        _status = status;
        var pair = PairGetting(Number);
        var closed = PairGetting(Number);
        closed.Finish(ItemState.Done);

        Assert.Empty(await CheckAsync(pair, closed));
        Assert.False(pair.IsOpen);
        Assert.Equal(ItemState.Done, closed.State);
        Assert.Single(_app.Http.Requests);
    }

    [Fact]
    public async Task Check_UrnsAreNotWritten_AsksNobody()
    {
        var pair = new Pair(new ContactItem { Worker = "Practitioner/1" })
        {
            Contact = new Contact { Uuid = Mine },
            Plan = new PairPlan { Registry = new(), ContactWrite = new ContactWrite { Name = "Alice Uwase" } },
        };

        Assert.Empty(await CheckAsync(pair));
        Assert.Empty(_app.Http.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Check_NumberThatTheWorkerWouldLose_IsKeptWhileAnotherContactHasIt(bool isTaken)
    {
        if (isTaken)
        {
            _contacts[Other] = Contact(Other, Number);
        }

        var pair = new Pair(new ContactItem { Worker = "Practitioner/1" })
        {
            Contact = new Contact { Uuid = Mine },
            Plan = new PairPlan { Registry = new(), LostNumbers = [Number] },
        };

        var again = await CheckAsync(pair);

        Assert.Equal(isTaken ? [pair] : [], again);
        Assert.Equal(isTaken ? [Number] : [], pair.TakenNumbers);
        Assert.Equal(isTaken, pair.SideReview is not null);
    }

    private Task<List<Pair>> CheckAsync(params Pair[] pairs) => _app.Get<NumberGuard>().CheckAsync(pairs, CancellationToken.None);

    private static Pair PairGetting(string number) => new(new ContactItem { Worker = "Practitioner/1" })
    {
        Contact = new Contact { Uuid = Mine },
        Plan = new PairPlan { Registry = new(), ContactWrite = new ContactWrite { Urns = ["tel:" + number] } },
    };

    private static JsonObject Contact(Guid uuid, params string[] numbers) => new()
    {
        ["uuid"] = uuid.ToString(),
        ["name"] = "A contact",
        ["urns"] = new JsonArray([.. numbers.Select(n => (JsonNode)("tel:" + n))]),
    };

    private HttpResponseMessage RapidPro(HttpRequestMessage request)
    {
        var query = System.Web.HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var found = _contacts.Values.Where(c => query["uuid"] is { } uuid
            ? c["uuid"]!.GetValue<string>() == uuid
            : c["urns"]!.AsArray().Any(u => u!.GetValue<string>() == query["urn"]));
        return AnsweringHandler.Json(new JsonObject { ["next"] = null, ["previous"] = null, ["results"] = new JsonArray([.. found.Select(c => c.DeepClone())]) }.ToJsonString(), _status);
    }

    private HttpResponseMessage Registry(HttpRequestMessage request) => AnsweringHandler.Fhir(
        $$"""{"resourceType":"Bundle","type":"searchset","entry":[{{string.Join(',', _registry.Where(_ => request.RequestUri!.AbsolutePath.EndsWith("Practitioner", StringComparison.Ordinal)).Select(r => $$"""{"resource":{{r}}}"""))}}]}""");
}
