using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging.Outbox;

/// <summary>A chunk is sent once, whatever RapidPro answers and however often the chunk is delivered.</summary>
public sealed class ChunkSenderTests : IDisposable
{
    private static readonly Guid One = new("11111111-1111-4111-8111-111111111111");
    private static readonly Guid Two = new("22222222-2222-4222-8222-222222222222");
    private static readonly Guid Flow = new("33333333-3333-4333-8333-333333333333");

    private readonly Lazy<MemoryApp> _lazyApp;
    private readonly List<JsonObject> _made = [];
    private readonly List<JsonObject> _posts = [];
    private readonly Dictionary<string, string> _settings = [];
    private Func<JsonObject, HttpResponseMessage?> _fault = _ => null;

    public ChunkSenderTests() => _lazyApp = new(() => new MemoryApp(Answer, [.. _settings.Select(s => (s.Key, s.Value))]));

    private MemoryApp App => _lazyApp.Value;

    public void Dispose() => App.Dispose();

    [Fact]
    public async Task Send_TwoRecipients_OneBroadcastWithBoth()
    {
        var work = await SendAsync(await NewAsync());

        Assert.Equal((true, ChunkState.Sent, 1L), (work.IsOpen, work.Chunk.State, work.Chunk.Broadcast));
        Assert.Equal([One, Two], ContactsOf(Assert.Single(_posts)));
        Assert.All(work.Chunk.People, p => Assert.Equal(SendState.Sent, p.State));
        Assert.Equal(work.Chunk.State, (await App.Get<OutboxTable>().FindChunkAsync(work.Request.Id, 1, CancellationToken.None))!.Value.Row.State);
    }

    [Fact]
    public async Task Send_ChunkWasTakenByAnotherDelivery_SendsNothing()
    {
        var work = await NewAsync();
        await App.Get<OutboxTable>().ChangeChunkAsync(work.Request.Id, 1, row => row with { Polls = 1 }, CancellationToken.None);

        await SendAsync(work);

        Assert.Equal((ItemState.Postponed, MessagingCodes.Busy), (work.State, work.Code));
        Assert.Empty(_posts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_AnswerIsLost_IsLookedForAndNotSentTwice(bool isFlow)
    {
        _fault = _ => throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost");
        var work = await NewAsync(content: isFlow ? MessageContent.OfFlow(Flow) : null);
        await SendAsync(work);
        Assert.Equal((ItemState.Postponed, MessagingCodes.Ambiguous, ChunkState.Claimed), (work.State, work.Code, work.Chunk.State));
        _fault = _ => null;

        var again = await SendAsync(Again(work));

        Assert.Equal((true, ChunkState.Sent), (again.IsOpen, again.Chunk.State));
        Assert.Single(_posts);
    }

    [Fact]
    public async Task Send_ProcessDiedBeforeThePost_IsSentAfterTheSafeTimeOnly()
    {
        var claimed = await NewAsync(chunk => chunk with { State = ChunkState.Claimed, ClaimedAt = App.Time.GetUtcNow() });
        await SendAsync(claimed);
        Assert.Equal((ItemState.Postponed, MessagingCodes.Ambiguous), (claimed.State, claimed.Code));
        Assert.Empty(_posts);

        App.Time.Advance(new MessagingOptions().ResendAfter + TimeSpan.FromSeconds(1));
        var again = await SendAsync(Again(claimed));

        Assert.Equal(ChunkState.Sent, again.Chunk.State);
        Assert.Single(_posts);
    }

    [Fact]
    public async Task Send_BroadcastOfAnotherChunkLooksTheSame_IsNotTakenForThisOne()
    {
        await SendAsync(await NewAsync());
        var other = await NewAsync(chunk => chunk with { State = ChunkState.Claimed, ClaimedAt = App.Time.GetUtcNow() });

        await SendAsync(other);

        Assert.Equal((ItemState.Postponed, MessagingCodes.Ambiguous), (other.State, other.Code));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task Send_RapidProDidNotTakeIt_IsReadyAgain(int status)
    {
        // A 500 before the work and one after it look the same: only what was certainly refused is sent again at once.
        _fault = _ => AnsweringHandler.Json("{}", status);
        var work = await SendAsync(await NewAsync());

        Assert.Equal(status == 429 ? ChunkState.Ready : ChunkState.Claimed, work.Chunk.State);
        Assert.Equal(ItemState.Postponed, work.State);
    }

    [Fact]
    public async Task Send_OneContactIsUnknown_TheOtherGetsIt()
    {
        _fault = body => ContactsOf(body).Contains(Two) ? AnsweringHandler.Json($$"""{"contacts":["No such object: {{Two}}"]}""", 400) : null;

        var work = await SendAsync(await NewAsync());

        Assert.Equal(ChunkState.Sent, work.Chunk.State);
        Assert.Equal([(One, SendState.Sent, null), (Two, SendState.LeftOut, MessagingCodes.ContactGone)], work.Chunk.People.Select(p => (p.Contact!.Value, p.State, p.Code)));
    }

    [Fact]
    public async Task Send_RapidProRefusesTheText_IsRefusedForGood()
    {
        _fault = _ => AnsweringHandler.Json("""{"text":["Ensure this field has no more than 640 characters."]}""", 400);

        var work = await SendAsync(await NewAsync());

        Assert.Equal(ChunkState.Refused, work.Chunk.State);
        Assert.All(work.Chunk.People, p => Assert.Equal((SendState.NotDone, MessagingCodes.Refused), (p.State, p.Code)));
    }

    [Fact]
    public async Task Send_RequestIsRevoked_LeavesAllOut()
    {
        var work = await SendAsync(await NewAsync(request: r => r with { State = RequestState.Revoked }));

        Assert.Equal(ChunkState.Done, work.Chunk.State);
        Assert.All(work.Chunk.People, p => Assert.Equal((SendState.LeftOut, MessagingCodes.Revoked), (p.State, p.Code)));
        Assert.Empty(_posts);
    }

    [Fact]
    public async Task Send_RequestIsOver_LeavesAllOut()
    {
        var work = await SendAsync(await NewAsync(request: r => r with { NotAfter = App.Time.GetUtcNow().AddSeconds(-1) }));

        Assert.All(work.Chunk.People, p => Assert.Equal(MessagingCodes.Expired, p.Code));
        Assert.Empty(_posts);
    }

    [Fact]
    public async Task Send_RequestIsForLater_WaitsUntilThen()
    {
        var work = await SendAsync(await NewAsync(request: r => r with { NotBefore = App.Time.GetUtcNow().AddHours(2) }));

        Assert.Equal((ItemState.Postponed, MessagingCodes.NotYet, TimeSpan.FromHours(2)), (work.State, work.Code, work.Delay));
        Assert.Empty(_posts);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Send_QuietHours_OnlyUrgentRequestsAreSent(bool isUrgent, bool waits)
    {
        _settings["Mhero:Messaging:QuietHours"] = "20:00-09:00";
        var work = await SendAsync(await NewAsync(request: r => r with { IsUrgent = isUrgent }));

        Assert.Equal(waits ? MessagingCodes.QuietHours : null, work.Code);
        Assert.Equal(waits ? 0 : 1, _posts.Count);
    }

    [Fact]
    public async Task Send_CeilingOfTheDayIsReached_IsLeftOutOfTheSecondChunk()
    {
        _settings["Mhero:Messaging:MaxPerPersonAndDay"] = "1";
        await SendAsync(await NewAsync());

        var second = await SendAsync(await NewAsync());

        Assert.All(second.Chunk.People, p => Assert.Equal((SendState.LeftOut, MessagingCodes.CeilingReached), (p.State, p.Code)));
        Assert.Single(_posts);
    }

    private static List<Guid> ContactsOf(JsonObject body) => [.. body["contacts"]!.AsArray().Select(c => c!.GetValue<Guid>())];

    /// <summary>The same chunk as a later delivery finds it.</summary>
    private static ChunkWork Again(ChunkWork work) => new(work.Item, work.Request, work.Chunk, work.Version);

    private async Task<ChunkWork> SendAsync(ChunkWork work)
    {
        await App.Get<ChunkSender>().SendAsync(work, CancellationToken.None);
        return work;
    }

    private async Task<ChunkWork> NewAsync(Func<ChunkRow, ChunkRow>? change = null, MessageContent? content = null, Func<RequestRow, RequestRow>? request = null)
    {
        var row = new RequestRow { Id = Guid.NewGuid(), Hash = "x", CreatedAt = App.Time.GetUtcNow(), Content = content ?? MessageContent.OfText("Hello", "eng") };
        row = request?.Invoke(row) ?? row;
        var chunk = new ChunkRow { Number = 1, People = [new() { Contact = One }, new() { Contact = Two }] };
        await App.Get<OutboxTable>().PrepareAsync(row.Id, [change?.Invoke(chunk) ?? chunk], [], new Hl7.Fhir.Model.CommunicationRequest(), CancellationToken.None);
        var stored = (await App.Get<OutboxTable>().FindChunkAsync(row.Id, 1, CancellationToken.None))!.Value;
        return new ChunkWork(new OutboxItem { Request = row.Id, Chunk = 1 }, row, stored.Row, stored.Version);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (request.Method == HttpMethod.Get)
        {
            return AnsweringHandler.Json(new JsonObject { ["next"] = null, ["previous"] = null, ["results"] = new JsonArray([.. _made.Select(m => m.DeepClone())]) }.ToJsonString());
        }

        var body = JsonNode.Parse(request.Content!.ReadAsStringAsync().Result)!.AsObject();
        _posts.Add(body);
        var made = new JsonObject
        {
            ["id"] = _posts.Count,
            ["uuid"] = Guid.NewGuid().ToString(),
            ["status"] = "queued",
            ["text"] = body["text"]?.DeepClone(),
            ["contacts"] = new JsonArray([.. ContactsOf(body).Select(c => new JsonObject { ["uuid"] = c.ToString(), ["name"] = null })]),
            ["params"] = body["params"]?.DeepClone(),
            ["flow"] = new JsonObject { ["uuid"] = Flow.ToString(), ["name"] = "A flow" },
        };
        try
        {
            if (_fault(body) is { } refused)
            {
                return refused;
            }
        }
        catch (HttpRequestException)
        {
            // RapidPro did the work; the answer is lost on its way.
            _made.Add(made);
            throw;
        }

        _made.Add(made);
        return AnsweringHandler.Json(made.ToJsonString(), 201);
    }
}
