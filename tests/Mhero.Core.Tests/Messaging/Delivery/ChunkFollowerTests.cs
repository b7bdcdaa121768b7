using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Delivery;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Tests.Fixtures;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging.Delivery;

/// <summary>A contact without a message of a broadcast is only then not messaged when RapidPro has made all messages.</summary>
public sealed class ChunkFollowerTests : IDisposable
{
    private static readonly Guid With = new("11111111-1111-4111-8111-111111111111");
    private static readonly Guid Without = new("22222222-2222-4222-8222-222222222222");

    private readonly MemoryApp _app;
    private string _broadcasts = "[]";

    public ChunkFollowerTests() => _app = new(Answer);

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("pending")]
    [InlineData("queued")]
    [InlineData("started")]
    [InlineData(null)]
    public async Task Look_BroadcastIsNotMadeYet_WaitsForTheMissingMessage(string? status)
    {
        _broadcasts = status is null ? "[]" : $$$"""[{"id":7,"status":"{{{status}}}","text":{"eng":"Hello"}}]""";
        var work = await NewWorkAsync();

        await LookAsync(work, times: 5);

        Assert.Equal(SendState.Sent, StateOf(work, Without));
        Assert.Equal(ChunkState.Sent, work.Chunk.State);
    }

    [Fact]
    public async Task Look_BroadcastIsMade_SettlesTheMissingMessageAfterThreeLooks()
    {
        _broadcasts = """[{"id":7,"status":"sent","text":{"eng":"Hello"}}]""";
        var work = await NewWorkAsync();

        await LookAsync(work, times: 3);
        Assert.Equal((SendState.Completed, SendState.Sent), (StateOf(work, With), StateOf(work, Without)));

        await LookAsync(work, times: 1);
        Assert.Equal((SendState.NotDone, MessagingCodes.NotMade), (StateOf(work, Without), work.Chunk.People.Single(p => p.Contact == Without).Code));
        Assert.Equal(ChunkState.Done, work.Chunk.State);
    }

    [Fact]
    public async Task Look_PollingTimeIsOver_IsUnknown()
    {
        var work = await NewWorkAsync();
        _app.Time.Advance(new MessagingOptions().StatusPollDuration + TimeSpan.FromMinutes(1));

        await LookAsync(work, times: 1);

        Assert.Equal(SendState.Unknown, StateOf(work, Without));
        Assert.Equal(ChunkState.Done, work.Chunk.State);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 9)]
    public void NextDelay_EachLook_WaitsThreeTimesAsLong(int looks, int times) =>
        Assert.Equal(new MessagingOptions().StatusPollDelay * times, _app.Get<ChunkFollower>().NextDelay(looks));

    [Theory]
    [InlineData(30)]
    [InlineData(int.MaxValue)]
    public void NextDelay_ManyLooks_WaitsAnHour(int looks) => Assert.Equal(TimeSpan.FromHours(1), _app.Get<ChunkFollower>().NextDelay(looks));

    private static SendState StateOf(ChunkWork work, Guid contact) => work.Chunk.People.Single(p => p.Contact == contact).State;

    private async Task LookAsync(ChunkWork work, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _app.Get<ChunkFollower>().LookAsync(work, CancellationToken.None);
        }
    }

    private async Task<ChunkWork> NewWorkAsync()
    {
        var row = new RequestRow { Id = Guid.NewGuid(), Hash = "x" };
        var chunk = new ChunkRow
        {
            Number = 0,
            State = ChunkState.Sent,
            Broadcast = 7,
            SentAt = _app.Time.GetUtcNow(),
            People = [new() { Contact = With, State = SendState.Sent }, new() { Contact = Without, State = SendState.Sent }],
        };
        await _app.Get<OutboxTable>().PrepareAsync(row.Id, [chunk], [], new Hl7.Fhir.Model.CommunicationRequest(), CancellationToken.None);
        return new ChunkWork(new OutboxItem { Request = row.Id }, row, chunk, "");
    }

    private HttpResponseMessage Answer(HttpRequestMessage request) => AnsweringHandler.Json(request.RequestUri!.AbsolutePath.Contains("broadcasts", StringComparison.Ordinal)
        ? $$$"""{"next":null,"previous":null,"results":{{{_broadcasts}}}}"""
        : $$$"""
            {"next":null,"previous":null,"results":[
              {"id":1,"contact":{"uuid":"{{{With}}}","name":null},"urn":"tel:+250788000001","direction":"out","status":"delivered","broadcast":7,"text":"Hello"}]}
            """);
}
