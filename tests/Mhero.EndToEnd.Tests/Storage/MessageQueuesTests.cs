using Mhero.Core.Storage.Queues;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Storage;

[Collection(StorageTestGroup.Name)]
public sealed class MessageQueuesTests(AzuriteFixture fixture) : IDisposable
{
    private readonly StorageApp _app = new(fixture.ConnectionString);

    [Fact]
    public async Task SendAsync_QueueMissing_MakesItAndTheTextArrives()
    {
        var queue = _app.Queue("contacts");

        await _app.Queues.SendAsync(queue, """{"name":"Zoë 😀"}""");

        Assert.Equal(1, await _app.Queues.DepthAsync(queue));
        Assert.Equal(["""{"name":"Zoë 😀"}"""], await _app.DrainAsync(queue));
    }

    [Fact]
    public async Task SendAsync_QueueDeletedWhileRunning_MakesItAgain()
    {
        var queue = _app.Queue("contacts");
        await _app.Queues.SendAsync(queue, "1");
        await _app.RawElements(queue).DeleteAsync();

        await _app.Queues.SendAsync(queue, "2");

        Assert.Equal(["2"], await _app.DrainAsync(queue));
    }

    [Fact]
    public async Task SendAsync_LargestMessage_Fits()
    {
        var queue = _app.Queue("contacts");
        var content = new string('é', MessageQueues.MaxContentBytes / 2);

        await _app.Queues.SendAsync(queue, content);

        Assert.Equal([content], await _app.DrainAsync(queue));
        await Assert.ThrowsAsync<ArgumentException>(() => _app.Queues.SendAsync(queue, content + "x"));
        Assert.Equal(0, await _app.Queues.DepthAsync(queue));
    }

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(90, 90)]
    [InlineData(30 * 24 * 3600, 7 * 24 * 3600)]
    public async Task SendAsync_Delay_HidesTheMessageSoLongAndItNeverExpires(double seconds, double hidden)
    {
        var queue = _app.Queue("contacts");
        using var headers = new SendRecorder();

        await _app.Queues.SendAsync(queue, "later", TimeSpan.FromSeconds(seconds));

        Assert.Contains($"visibilitytimeout={hidden}", headers.Last, StringComparison.Ordinal);
        Assert.Contains("messagettl=-1", headers.Last, StringComparison.Ordinal);
        Assert.Empty((await _app.RawElements(queue).ReceiveMessagesAsync(32)).Value);
        Assert.Equal(1, await _app.Queues.DepthAsync(queue));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task SendAsync_NoDelay_IsSeenAtOnce(int seconds)
    {
        var queue = _app.Queue("contacts");

        await _app.Queues.SendAsync(queue, "now", TimeSpan.FromSeconds(seconds));

        Assert.Equal(["now"], await _app.DrainAsync(queue));
    }

    [Fact]
    public async Task DepthAsync_NoQueue_IsZero() => Assert.Equal(0, await _app.Queues.DepthAsync(_app.Queue("nothing")));

    [Fact]
    public async Task EnsureAsync_MissingAndPresent_AllAreThere()
    {
        string[] queues = [_app.Queue("a"), _app.Queue("b"), _app.Queue("a")];
        await _app.Queues.SendAsync(queues[1], "kept");

        await _app.Queues.EnsureAsync(queues);

        Assert.True(await _app.RawElements(queues[0]).ExistsAsync());
        Assert.Equal(["kept"], await _app.DrainAsync(queues[1]));
    }

    public void Dispose() => _app.Dispose();
}
