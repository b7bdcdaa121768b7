using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Operating.Messages;
using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Messaging.Outbox;

/// <summary>The outbox at its age: what is final loses its content, what is open stays, and a repeat sends nothing.</summary>
public sealed class OutboxRetentionTests : IDisposable
{
    private static readonly Guid Contact = Guid.Parse("4b2c1a55-0d7f-4f0e-9a3b-3a3d7b1b0a01");

    private readonly MemoryApp _app = new();

    private OutboxTable Outbox => _app.Get<OutboxTable>();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task RunAsync_FinalRequest_IsEmptiedAndARepeatIsRecognised()
    {
        var id = await RequestAsync("final", RequestState.Completed, ChunkState.Done);
        _app.Time.Advance(TimeSpan.FromDays(399));
        Assert.Equal(0, (await RunAsync())["removed.outbox"]);

        _app.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, (await RunAsync())["removed.outbox"]);

        var row = (await Outbox.FindRequestAsync(id, CancellationToken.None))!.Value.Row;
        Assert.True(row.IsEmptied);
        Assert.Empty(row.Content.Texts);
        Assert.Empty(await Outbox.ChunksAsync(id, CancellationToken.None).ToListAsync());
        Assert.Null(await Outbox.FindResourceAsync(id, CancellationToken.None));
        Assert.Empty(await Outbox.FindOwnersAsync([OutboxTable.BroadcastKey(7)], CancellationToken.None));
        Assert.Null(await _app.Get<MessageRequests>().FindAsync(id));
        Assert.Empty((await _app.Get<MessageReader>().ListAsync(10, null, CancellationToken.None)).Requests);

        var again = await _app.Get<MessageRequests>().CreateAsync(OrderOf("final"));
        Assert.Equal(id, again.Id);
        Assert.Empty(await Outbox.ChunksAsync(id, CancellationToken.None).ToListAsync());
        Assert.Equal(0, (await RunAsync())["removed.outbox"]);
    }

    [Theory]
    [InlineData(RequestState.Active, ChunkState.Done)]
    [InlineData(RequestState.Scheduled, ChunkState.Ready)]
    [InlineData(RequestState.Completed, ChunkState.Claimed)]
    [InlineData(RequestState.Revoked, ChunkState.Sent)]
    internal async Task RunAsync_SomethingIsOpen_KeepsAll(RequestState state, ChunkState chunk)
    {
        var id = await RequestAsync("open", state, chunk);
        _app.Time.Advance(TimeSpan.FromDays(4_000));

        Assert.Equal(0, (await RunAsync())["removed.outbox"]);

        Assert.Single(await Outbox.ChunksAsync(id, CancellationToken.None).ToListAsync());
        Assert.NotNull(await Outbox.FindResourceAsync(id, CancellationToken.None));
    }

    [Fact]
    public async Task ResendAsync_LaterRequestWasEmptied_MakesNoFurtherRequest()
    {
        var id = await RequestAsync("first", RequestState.Active, ChunkState.Done);
        var resend = await RequestAsync("second", RequestState.Completed, ChunkState.Done);
        await Outbox.ChangeRequestAsync(id, row => row with { Resends = [resend] }, CancellationToken.None);
        await Outbox.ChangeChunkAsync(id, 1, c => c.With(p => p with { State = SendState.NotDone, Code = Core.Messaging.MessagingCodes.NotMade }), CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromDays(401));
        await RunAsync();

        var result = await _app.Get<MessageActions>().ResendAsync(id, new Operator("Jane"), CancellationToken.None);

        Assert.Equal(new ResendResult(resend, 1), result);
        Assert.Equal([id], (await _app.Get<MessageReader>().ListAsync(10, null, CancellationToken.None)).Requests.Select(r => r.Id));
    }

    [Fact]
    public async Task RunAsync_CountsOfDaysThatAreOver_AreRemovedAndThoseOfTodayStay()
    {
        await Outbox.CountTodayAsync("2026-03-04", "one.1", [Contact], 1, CancellationToken.None);
        _app.Time.Advance(TimeSpan.FromDays(9));
        await Outbox.CountTodayAsync("2026-03-13", "one.1", [Contact], 1, CancellationToken.None);

        Assert.Equal((1, 0), ((await RunAsync())["removed.dayCounts"], (await RunAsync())["removed.dayCounts"]));

        Assert.Empty(await Outbox.CountTodayAsync("2026-03-04", "two.1", [Contact], 1, CancellationToken.None));
        Assert.Equal([Contact], await Outbox.CountTodayAsync("2026-03-13", "two.1", [Contact], 1, CancellationToken.None));
    }

    [Fact]
    public async Task RunAsync_Always_IsInTheSyncLog()
    {
        await RunAsync();

        var entry = Assert.Single(await _app.Get<SyncLogStore>().RecentAsync(Purge.Kind, 10));
        Assert.True(entry.IsComplete);
        Assert.Null(entry.Error);
    }

    private Task<SyncCounts> RunAsync() => _app.Get<Purge>().RunAsync(CancellationToken.None);

    private static MessageOrder OrderOf(string key) => new()
    {
        Key = key,
        Content = MessageContent.OfText("Hello", "eng"),
        ResolvedRecipients = new ResolvedRecipients([new Recipient("Practitioner/1", Contact)], []),
    };

    private async Task<Guid> RequestAsync(string key, RequestState state, ChunkState chunk)
    {
        var id = (await _app.Get<MessageRequests>().CreateAsync(OrderOf(key))).Id;
        await Outbox.TryOwnAsync(OutboxTable.BroadcastKey(7), id, 1, CancellationToken.None);
        await Outbox.ChangeChunkAsync(id, 1, c => c with { State = chunk, Broadcast = 7 }, CancellationToken.None);
        await Outbox.ChangeRequestAsync(id, row => row with { State = state }, CancellationToken.None);
        return id;
    }
}
