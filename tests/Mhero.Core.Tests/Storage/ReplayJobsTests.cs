using Mhero.Core.Storage.Jobs;

namespace Mhero.Core.Tests.Storage;

/// <summary>The replay of many dead letters: each once, whatever happens to the process and the messages.</summary>
public sealed class ReplayJobsTests : IDisposable
{
    private readonly StorageApp _app = new();

    private const string Queue = "contacts";

    private const string JobsQueue = "jobs";

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task HandleAsync_ManyDeadLetters_ReplaysEachOnceAndSaysSo()
    {
        await RecordAsync(120);

        var job = await _app.ReplayAllAsync(null);

        Assert.Equal((JobStates.Done, 120, 120, 0), (job.State, job.Total, job.Done, job.Failed));
        Assert.NotNull(job.StartedAt);
        Assert.NotNull(job.FinishedAt);
        Assert.Equal(120, (await _app.DrainAsync(Queue)).Count);
        Assert.Equal(0, await _app.DeadLetters.CountAsync());
    }

    [Fact]
    public async Task StartAsync_OneIsOrderedAlready_IsTheSameJob()
    {
        await RecordAsync(3);

        var first = await _app.OrderReplayAsync();
        var second = await _app.OrderReplayAsync();

        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.Id, (await _app.OrderReplayAsync(Queue)).Id);
    }

    [Fact]
    public async Task StartAsync_TwoInstancesAtOnce_AreOneJob()
    {
        using var duplicate = _app.Duplicate();

        var jobs = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? _app : duplicate).OrderReplayAsync()));

        Assert.Single(jobs.Select(j => j.Id).Distinct());
    }

    [Fact]
    public async Task HandleAsync_MessageTwiceAtOnce_ReplaysEachOnce()
    {
        await RecordAsync(100);
        await _app.OrderReplayAsync();
        var message = Assert.Single(await _app.DrainAsync(JobsQueue));
        using var duplicate = _app.Duplicate();

        await Task.WhenAll(_app.Runner.HandleAsync(message, CancellationToken.None), duplicate.Runner.HandleAsync(message, CancellationToken.None));

        Assert.Equal(100, (await _app.DrainAsync(Queue)).Count);
    }

    [Fact]
    public async Task HandleAsync_ProcessDiedAtAnyPoint_TheNextGoesOnAndEachIsHandledOnce()
    {
        await RecordAsync(100);
        var job = await _app.OrderReplayAsync();
        var message = Assert.Single(await _app.DrainAsync(JobsQueue));
        for (var death = 1; death <= 4; death++)
        {
            // Cancelled at one of the requests to storage: what was sent by then was sent.
            using var dies = new CancellationTokenSource();
            var running = _app.Runner.HandleAsync(message, dies.Token);
            while (!running.IsCompleted && await _app.Queues.DepthAsync(Queue) < death * 17)
            {
            }

            await dies.CancelAsync();
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await _app.Runner.HandleAsync(message, CancellationToken.None);

        var done = (await _app.Orders.FindAsync(job.Id, CancellationToken.None))!;
        Assert.Equal((JobStates.Done, 100, 100), (done.State, done.Total, done.Done));
        Assert.Equal(100, await HandledAsync());
    }

    [Fact]
    public async Task HandleAsync_FailsAgainWhileTheJobRuns_IsNotReplayedASecondTime()
    {
        var letter = await _app.DeadLetters.RecordAsync(Queue, "a", "1", "MH3001", "refused", 5);
        Assert.True(await _app.DeadLetters.TryReplayForAsync(letter.Id, "job", CancellationToken.None));
        await _app.DeadLetters.RecordAsync(Queue, "a", "2", "MH3001", "refused", 5);

        Assert.True(await _app.DeadLetters.TryReplayForAsync(letter.Id, "job", CancellationToken.None));

        Assert.Equal(["1"], await _app.DrainAsync(Queue));
        Assert.Equal("2", (await _app.DeadLetters.FindAsync(letter.Id))!.Payload);
    }

    [Fact]
    public async Task HandlePoisonAsync_Job_FailsAndItsDeadLetterCarriesItOn()
    {
        await RecordAsync(3);
        var job = await _app.OrderReplayAsync();
        await _app.Runner.HandlePoisonAsync(Assert.Single(await _app.DrainAsync(JobsQueue)), CancellationToken.None);
        Assert.Equal(JobStates.Failed, (await _app.Orders.FindAsync(job.Id, CancellationToken.None))!.State);

        var letter = Assert.Single(await _app.DeadLetters.ListAsync(JobsQueue, 10));
        await _app.DeadLetters.ReplayAsync(letter.Id);
        await _app.Runner.HandleAsync(Assert.Single(await _app.DrainAsync(JobsQueue)), CancellationToken.None);

        Assert.Equal(JobStates.Done, (await _app.Orders.FindAsync(job.Id, CancellationToken.None))!.State);
        Assert.Equal(3, (await _app.DrainAsync(Queue)).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no base64!")]
    [InlineData("[]")]
    [InlineData("""{"hello":1}""")]
    [InlineData("""{"job":"0123"}""")]
    [InlineData("//79")]
    public async Task HandleAsync_NotAJob_IsOneDeadLetterWithItsBytes(string message)
    {
        await _app.Runner.HandleAsync(message, CancellationToken.None);
        await _app.Runner.HandlePoisonAsync(message, CancellationToken.None);

        var letter = Assert.Single(await _app.DeadLetters.ListAsync(JobsQueue, 10));
        Assert.Equal("MH4012", letter.Code);
    }

    private async Task RecordAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _app.DeadLetters.RecordAsync(Queue, $"s{i}", $$"""{"items":[{"n":{{i}}}]}""", "MH3001", "refused", 5);
        }
    }

    /// <summary>The messages that a handler would take: a second copy of the same replay is none.</summary>
    private async Task<int> HandledAsync()
    {
        var handled = 0;
        foreach (var message in await _app.DrainAsync(Queue))
        {
            var json = System.Text.Json.Nodes.JsonNode.Parse(message)!;
            handled += await _app.DeadLetters.TakeReplayAsync(json["replay"]!.GetValue<string>(), json["copy"]!.GetValue<string>(), CancellationToken.None) ? 1 : 0;
        }

        return handled;
    }
}
