using System.Collections.Concurrent;

namespace Mhero.Functions.Tests.Host;

[Collection(HostTests.Name)]
public sealed class FunctionsHostQueueTests(StorageFixture storage)
{
    [Fact]
    public async Task Queue_Messages_ReachTheirFunctionsAndAreDeleted()
    {
        var sample = new SampleHost(storage, "SampleText", "SamplePoco");
        await using var host = await sample.StartAsync();
        var uuid = Guid.NewGuid();

        await sample.Queue(sample.TextQueueName).SendMessageAsync("Dar es Salaam – Ñandú");
        await sample.Queue(sample.PocoQueueName).SendMessageAsync($$"""{"uuid":"{{uuid}}","COUNT":3}""");
        await host.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.Equal(["Dar es Salaam – Ñandú"], sample.Behaviour.Texts);
        Assert.Equal([new(uuid, 3)], sample.Behaviour.Items);
    }

    [Fact]
    public async Task Queue_MessageEncodingNone_TakesTheTextAsItIs()
    {
        var sample = new SampleHost(storage, "SampleText");
        sample.Settings["AzureFunctionsJobHost:extensions:queues:messageEncoding"] = "none";
        await using var host = await sample.StartAsync();

        await sample.RawQueue(sample.TextQueueName).SendMessageAsync("plain");
        await host.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.Equal(["plain"], sample.Behaviour.Texts);
    }

    [Fact]
    public async Task Queue_BatchOfFourAndThresholdTwo_RunsUpToSixAtOnce()
    {
        var sample = new SampleHost(storage, "SampleText");
        sample.Settings["AzureFunctionsJobHost:extensions:queues:batchSize"] = "4";
        sample.Settings["AzureFunctionsJobHost:extensions:queues:newBatchThreshold"] = "2";
        var open = new ConcurrentQueue<TaskCompletionSource>();
        sample.Behaviour.OnText = (_, _) =>
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            open.Enqueue(gate);
            return gate.Task;
        };
        var queue = sample.Queue(sample.TextQueueName);
        await queue.CreateAsync();
        for (var number = 0; number < 12; number++)
        {
            await queue.SendMessageAsync($"{number}");
        }

        await using var host = await sample.StartAsync();
        await SampleHost.UntilAsync(() => open.Count == 4, "the first batch runs in parallel");

        Finish(open, 2);
        await SampleHost.UntilAsync(() => open.Count == 8, "the next batch is fetched at the threshold");
        sample.Behaviour.OnText = (_, _) => Task.CompletedTask;
        Finish(open, 8);
        await host.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.Equal(6, sample.Behaviour.MostRunning);
        Assert.Equal(Enumerable.Range(0, 12).Select(number => $"{number}").Order(), sample.Behaviour.Texts.Order());
    }

    [Fact]
    public async Task Queue_FunctionAlwaysFails_MovesTheMessageToPoisonAfterFiveAttempts()
    {
        var sample = new SampleHost(storage, "SampleText");
        sample.Behaviour.OnText = (text, _) => text == "bad" ? throw new InvalidOperationException("never") : Task.CompletedTask;
        await using var host = await sample.StartAsync();

        await sample.Queue(sample.TextQueueName).SendMessageAsync("bad");
        await sample.Queue(sample.TextQueueName).SendMessageAsync("good");
        await host.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.Equal(5, sample.Behaviour.Texts.Count(text => text == "bad"));
        Assert.Equal(1, sample.Behaviour.Texts.Count(text => text == "good"));
        var poison = await sample.Queue(sample.TextQueueName + "-poison").ReceiveMessagesAsync();
        Assert.Equal("bad", Assert.Single(poison.Value).Body.ToString());
    }

    [Fact]
    public async Task Queue_PoisonQueueHasAFunction_GetsTheMessage()
    {
        var sample = new SampleHost(storage, "SampleText", "SampleTextPoison");
        sample.Settings["AzureFunctionsJobHost:extensions:queues:maxDequeueCount"] = "2";
        sample.Behaviour.OnText = (_, _) => throw new InvalidOperationException("never");
        await using var host = await sample.StartAsync();

        await sample.Queue(sample.TextQueueName).SendMessageAsync("bad");
        await host.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.Equal(["bad", "bad"], sample.Behaviour.Texts);
        Assert.Equal(["bad"], sample.Behaviour.Poisoned);
    }

    [Theory]
    [InlineData("not base64 !")]
    [InlineData("bm90IGpzb24=")]
    public async Task Queue_MessageThatCannotBeRead_EndsOnPoisonUnchanged(string raw)
    {
        var sample = new SampleHost(storage, "SamplePoco");
        await using var host = await sample.StartAsync();

        await sample.RawQueue(sample.PocoQueueName).SendMessageAsync(raw);
        await host.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.Empty(sample.Behaviour.Items);
        var poison = await sample.RawQueue(sample.PocoQueueName + "-poison").ReceiveMessagesAsync();
        Assert.Equal(raw, Assert.Single(poison.Value).MessageText);
    }

    [Fact]
    public async Task AbortAsync_MessagesInWork_AreDeliveredAgainToTheNextHost()
    {
        var sample = new SampleHost(storage, "SampleText");
        var release = new TaskCompletionSource();
        var cancelled = false;
        sample.Behaviour.OnText = async (_, token) =>
        {
            await release.Task;
            cancelled |= token.IsCancellationRequested;
        };
        var first = await sample.StartAsync(lease: TimeSpan.FromSeconds(2));
        for (var number = 0; number < 3; number++)
        {
            await sample.Queue(sample.TextQueueName).SendMessageAsync($"{number}");
        }

        await SampleHost.UntilAsync(() => sample.Behaviour.Texts.Count == 3, "all are in work");
        await first.AbortAsync();
        await sample.Queue(sample.TextQueueName).SendMessageAsync("later");
        release.SetResult();
        await first.DisposeAsync();
        Assert.Equal(3, sample.Behaviour.Texts.Count);

        await using var second = await sample.StartAsync();
        await second.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.False(cancelled);
        Assert.Equal(["0", "0", "1", "1", "2", "2", "later"], sample.Behaviour.Texts.Order());
    }

    [Fact]
    public async Task DisposeAsync_FunctionStopsOnCancellation_ReleasesTheMessageAtOnce()
    {
        var sample = new SampleHost(storage, "SampleText");
        sample.Behaviour.OnText = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, token);
        var first = await sample.StartAsync();
        await sample.Queue(sample.TextQueueName).SendMessageAsync("interrupted");
        await SampleHost.UntilAsync(() => sample.Behaviour.Texts.Count == 1, "it is in work");

        await first.DisposeAsync();

        var message = await sample.Queue(sample.TextQueueName).ReceiveMessageAsync();
        Assert.Equal("interrupted", message.Value.Body.ToString());
    }

    private static void Finish(ConcurrentQueue<TaskCompletionSource> open, int upTo)
    {
        foreach (var gate in open.Take(upTo))
        {
            gate.TrySetResult();
        }
    }
}
