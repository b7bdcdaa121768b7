using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Engine.Circuits;

/// <summary>Circuits that nothing waits for.</summary>
public sealed class OpenCircuitsTests : IAsyncLifetime, IDisposable
{
    private const string Queue = "contacts";

    private readonly MemoryApp _app = new();

    public async Task InitializeAsync()
    {
        // Ten records fail for a cause outside of them: the circuit opens, and one dead letter stands for them.
        var works = Enumerable.Range(0, 10).Select(NewFailure).ToList();
        await _app.Get<CircuitBreaker>().JudgeAsync(Queue, 5, new BatchMessage<ContactItem> { Items = works.ConvertAll(w => w.Item) }, works, CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task CloseEmpty_ProbeIsOverdueAndTheQueueIsEmpty_ClosesAndRemovesTheDeadLetter()
    {
        Assert.Single(await ListAsync());
        Assert.Equal(1, await _app.Get<DeadLetterStore>().CountAsync());
        _app.Time.Advance(TimeSpan.FromMinutes(3));

        await CloseAsync();

        Assert.Empty(await ListAsync());
        Assert.Equal(0, await _app.Get<DeadLetterStore>().CountAsync());
    }

    [Fact]
    public async Task CloseEmpty_ARecordIsHeldBackOnTheQueue_StaysOpen()
    {
        await _app.Get<MessageQueues>().SendAsync(Queue, "{}", TimeSpan.FromHours(1));
        _app.Time.Advance(TimeSpan.FromMinutes(30));

        await CloseAsync();

        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task CloseEmpty_BeforeTheProbeIsDue_StaysOpen()
    {
        await CloseAsync();

        Assert.Single(await ListAsync());
    }

    private Task CloseAsync() => _app.Get<OpenCircuits>().CloseEmptyAsync(CancellationToken.None);

    private Task<IReadOnlyList<CircuitStatus>> ListAsync() => _app.Get<OpenCircuits>().ListAsync(CancellationToken.None);

    private static Work<ContactItem> NewFailure(int number)
    {
        var work = new Work<ContactItem>(new ContactItem { Worker = $"Practitioner/{number}" });
        work.Fail(new Core.RapidPro.RapidProException(Core.RapidPro.RapidProErrorKind.Configuration, "MH1002", "The token is refused."));
        return work;
    }
}
