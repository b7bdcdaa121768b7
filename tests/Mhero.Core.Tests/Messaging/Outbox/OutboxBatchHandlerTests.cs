using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Messaging.Outbox;

/// <summary>What the handler of the outbox does before a request's chunks are sent.</summary>
public sealed class OutboxBatchHandlerTests
{
    private static readonly Guid Request = new("11111111-1111-4111-8111-111111111111");

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(3, 40)]
    [InlineData(4, 60)]
    [InlineData(200, 60)]
    public async Task Handle_RequestIsBeingPrepared_WaitsLongerEachTimeUpToAMinute(int waits, int seconds)
    {
        using var app = new MemoryApp();
        await app.Get<OutboxTable>().TryWriteRequestAsync(new RequestRow { Id = Request, Hash = "", State = RequestState.Preparing, ClaimedAt = app.Time.GetUtcNow() }, null, CancellationToken.None);

        await app.Get<MessageSending>().HandleAsync($$"""{"items":[{"request":"{{Request}}","chunk":0,"waits":{{waits}}}]}""", CancellationToken.None);

        var queue = app.Get<IStorageClients>().Queue("communications");
        app.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single((await queue.ReceiveMessagesAsync()).Value);
    }
}
