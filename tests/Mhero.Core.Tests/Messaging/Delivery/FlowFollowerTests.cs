using System.Web;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Delivery;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging.Delivery;

/// <summary>The messages that a started flow sends first decide what became of the start.</summary>
public sealed class FlowFollowerTests : IDisposable
{
    private const string OwnFlow = "f0000000-0000-4000-8000-000000000001";
    private const string OtherFlow = "f0000000-0000-4000-8000-000000000002";
    private static readonly Guid First = new("11111111-1111-4111-8111-111111111111");
    private static readonly Guid Second = new("22222222-2222-4222-8222-222222222222");
    private static readonly DateTimeOffset Begun = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly MemoryApp _app;
    private readonly List<string> _messages = [];
    private readonly List<string> _asked = [];
    private string _responded = "false";
    private DateTimeOffset _begun = Begun;

    public FlowFollowerTests() => _app = new(Answer);

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("delivered", SendState.Completed, null)]
    [InlineData("sent", SendState.Completed, null)]
    [InlineData("read", SendState.Completed, null)]
    [InlineData("failed", SendState.NotDone, MessagingCodes.Undelivered)]
    [InlineData("wired", SendState.Sent, null)]
    [InlineData("queued", SendState.Sent, null)]
    [InlineData("errored", SendState.Sent, null)]
    [InlineData("a status of a later release", SendState.Sent, null)]
    [InlineData(null, SendState.Sent, null)]
    internal async Task Look_OneMessage_ItsStatusDecides(string? status, SendState state, string? code)
    {
        Send(1, First, status);

        Assert.Equal((state, code), await StateAfterAsync(looks: 4));
    }

    [Theory]
    [InlineData("delivered", "failed", SendState.NotDone)]
    [InlineData("wired", "failed", SendState.NotDone)]
    [InlineData("delivered", "wired", SendState.Sent)]
    [InlineData("delivered", "sent", SendState.Completed)]
    internal async Task Look_SeveralFirstMessages_AllHaveToBeSent(string one, string two, SendState state)
    {
        Send(1, First, one);
        Send(2, First, two, after: TimeSpan.FromSeconds(1));

        Assert.Equal(state, (await StateAfterAsync(looks: 1)).State);
    }

    [Fact]
    public async Task Look_MessagesOfOthers_DoNotCount()
    {
        Send(1, First, "failed", after: -TimeSpan.FromSeconds(1));
        Send(2, First, "failed", after: FirstMessages.Beginning + TimeSpan.FromSeconds(1));
        Send(3, First, "failed", direction: "in");
        Send(4, First, "failed", broadcast: "9");
        Send(5, First, "failed", flow: "");
        Send(6, Second, "failed");
        Send(7, First, "failed", flow: OtherFlow);
        _messages.Add("""{"id":8,"contact":null,"direction":"out","status":"failed"}""");
        _messages.Add("""{"id":9,"direction":null,"status":"failed","flow":null,"created_on":null}""");
        Send(10, First, "delivered");

        Assert.Equal((SendState.Completed, null), await StateAfterAsync(looks: 1));
    }

    [Fact]
    public async Task Look_FlowEntersAnother_ThatOnesMessagesCount()
    {
        Send(1, First, "failed", flow: OtherFlow);

        Assert.Equal((SendState.NotDone, MessagingCodes.Undelivered), await StateAfterAsync(looks: 1));
    }

    [Fact]
    public async Task Look_ReleaseThatNamesNoFlow_KnowsTheMessageByItsType()
    {
        Send(1, First, "failed", flow: "", type: "inbox");
        Send(2, First, "delivered", flow: "", type: "flow");

        Assert.Equal((SendState.Completed, null), await StateAfterAsync(looks: 1));
    }

    [Fact]
    public async Task Look_NoMessage_TheRunDecidesAtTheSecondLook()
    {
        var work = await NewWorkAsync(First);

        await LookAsync(work);
        Assert.Equal(SendState.Sent, StateOf(work).State);
        await LookAsync(work);
        Assert.Equal((SendState.Completed, null), StateOf(work));
        Assert.Equal(Begun, work.Chunk.People[0].SentOn);
    }

    [Fact]
    public async Task Look_ContactHasAnswered_IsCompletedWithoutAReadingOfMessages()
    {
        _responded = "true";
        Send(1, First, "wired");

        Assert.Equal((SendState.Completed, null), await StateAfterAsync(looks: 1));
        Assert.DoesNotContain(_asked, a => a.Contains("messages", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Look_PollingTimeIsOver_IsUnknown()
    {
        Send(1, First, "wired");
        var work = await NewWorkAsync(First);
        _app.Time.Advance(new MessagingOptions().StatusPollDuration + TimeSpan.FromMinutes(1));

        await LookAsync(work);

        Assert.Equal((SendState.Unknown, ChunkState.Done), (StateOf(work).State, work.Chunk.State));
    }

    [Fact]
    public async Task Look_OtherChunkOfTheRequest_SharesTheReading()
    {
        Send(1, First, "wired");
        Send(2, Second, "wired");
        var works = await NewWorksAsync(First, Second);
        var (one, two) = (works[0], works[1]);

        await LookAsync(one);
        await LookAsync(two);
        Assert.Single(_asked, a => a.Contains("messages", StringComparison.Ordinal));

        _app.Time.Advance(_app.Get<ChunkFollower>().NextDelay(1));
        _messages.Clear();
        Send(1, First, "delivered");
        Send(2, Second, "delivered");
        await LookAsync(one);
        await LookAsync(two);
        Assert.Equal((SendState.Completed, SendState.Completed), (StateOf(one).State, StateOf(two).State));
        Assert.Equal(2, _asked.Count(a => a.Contains("messages", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Look_RunsWithoutMessages_AreNotLookedForByEachChunk()
    {
        var works = await NewWorksAsync(First, Second);

        await LookAsync(works[0]);
        await LookAsync(works[1]);
        Assert.Single(_asked, a => a.Contains("messages", StringComparison.Ordinal));

        _app.Time.Advance(_app.Get<ChunkFollower>().NextDelay(1));
        await LookAsync(works[0]);
        await LookAsync(works[1]);
        Assert.Equal((SendState.Completed, SendState.Completed), (StateOf(works[0]).State, StateOf(works[1]).State));
        Assert.Equal(2, _asked.Count(a => a.Contains("messages", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Look_RunBeganAfterTheReading_IsLookedForAgain()
    {
        var works = await NewWorksAsync(First, Second);
        _begun = _app.Time.GetUtcNow().AddSeconds(1);
        await LookAsync(works[0]);
        Send(1, Second, "failed");

        await LookAsync(works[1]);

        Assert.Equal((SendState.NotDone, MessagingCodes.Undelivered), StateOf(works[1]));
    }

    [Fact]
    public async Task Look_Reading_IsBoundedByTheTimeOfTheRuns()
    {
        Send(1, First, "delivered");

        await StateAfterAsync(looks: 1);

        var query = HttpUtility.ParseQueryString(Assert.Single(_asked, a => a.Contains("messages", StringComparison.Ordinal)).Split('?')[1]);
        Assert.Equal((Begun, Begun + FirstMessages.Beginning), (Time(query["after"]), Time(query["before"])));
        Assert.Null(query["contact"]);
    }

    private static DateTimeOffset Time(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture);

    private static (SendState State, string? Code) StateOf(ChunkWork work) => (work.Chunk.People[0].State, work.Chunk.People[0].Code);

    private async Task<(SendState State, string? Code)> StateAfterAsync(int looks)
    {
        var work = await NewWorkAsync(First);
        for (var look = 0; look < looks; look++)
        {
            await LookAsync(work);
        }

        return StateOf(work);
    }

    private async Task LookAsync(ChunkWork work) => await _app.Get<ChunkFollower>().LookAsync(work, CancellationToken.None);

    private void Send(
        int id, Guid contact, string? status, TimeSpan after = default, string direction = "out", string broadcast = "null", string flow = OwnFlow, string type = "text")
    {
        _messages.Add($$"""
            {"id":{{id}},"contact":{"uuid":"{{contact}}","name":null},"urn":"tel:+250788000001","direction":"{{direction}}","type":"{{type}}",
             "status":{{(status is null ? "null" : $"\"{status}\"")}},"broadcast":{{broadcast}},"text":"How old?",
             "flow":{{(flow.Length == 0 ? "null" : $$"""{"uuid":"{{flow}}","name":"x"}""")}},
             "created_on":"{{TextOf(_begun + after)}}"}
            """);
    }

    private async Task<ChunkWork> NewWorkAsync(Guid contact) => (await NewWorksAsync(contact))[0];

    /// <summary>A request with a chunk for each contact.</summary>
    private async Task<List<ChunkWork>> NewWorksAsync(params Guid[] contacts)
    {
        var row = new RequestRow { Id = Guid.NewGuid(), Hash = "x", Content = new MessageContent { Flow = new Guid(OwnFlow) } };
        var chunks = contacts.Select((contact, i) => new ChunkRow
        {
            Number = i + 1,
            State = ChunkState.Sent,
            FlowStart = StartOf(contact),
            SentAt = _app.Time.GetUtcNow(),
            People = [new() { Contact = contact, State = SendState.Sent }],
        }).ToList();
        await _app.Get<OutboxTable>().PrepareAsync(row.Id, chunks, [], new Hl7.Fhir.Model.CommunicationRequest(), CancellationToken.None);
        return chunks.ConvertAll(chunk => new ChunkWork(new OutboxItem { Request = row.Id }, row, chunk, ""));
    }

    /// <summary>Each contact has a start of its own, with its UUID.</summary>
    private static Guid StartOf(Guid contact) => contact;

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        _asked.Add(request.RequestUri!.PathAndQuery);
        var start = HttpUtility.ParseQueryString(request.RequestUri.Query)["uuid"];
        string[] results = request.RequestUri.AbsolutePath switch
        {
            var path when path.Contains("flow_starts", StringComparison.Ordinal) => [$$"""{"uuid":"{{start}}","status":"completed","created_on":"2026-03-02T07:59:59Z"}"""],
            var path when path.Contains("runs", StringComparison.Ordinal) => [RunOf(1, First), RunOf(2, Second)],
            _ => [.. _messages],
        };
        return AnsweringHandler.Json($$"""{"next":null,"previous":null,"results":[{{string.Join(',', results)}}]}""");
    }

    private static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private string RunOf(int id, Guid contact) => $$"""
        {"id":{{id}},"uuid":"{{Guid.NewGuid()}}","flow":{"uuid":"{{OwnFlow}}","name":"x"},"contact":{"uuid":"{{contact}}","name":null},"start":{"uuid":"{{StartOf(contact)}}"},
         "responded":{{_responded}},"values":{},"created_on":"{{TextOf(_begun)}}","modified_on":"{{TextOf(_begun)}}"}
        """;
}
