using System.Collections.Concurrent;

namespace Mhero.Functions.Tests.Host;

/// <summary>What the host's queues do when time passes, under a clock that advances only while the host waits for it.</summary>
public sealed class FunctionsHostQueueTimeTests
{
    private const int Listener = 1;
    private const int ListenerAndLease = 2;

    private readonly WaitingTime _time = new(new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Queue_AttemptFails_ComesBackAfterTheVisibilityTimeout()
    {
        var sample = new SampleHost(_time, "SampleText");
        sample.Settings["AzureFunctionsJobHost:extensions:queues:visibilityTimeout"] = "00:00:02";
        var times = new ConcurrentQueue<DateTimeOffset>();
        sample.Behaviour.OnText = (_, _) =>
        {
            times.Enqueue(_time.GetUtcNow());
            return times.Count == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask;
        };
        await SendBeforeAsync(sample, "again");
        await using var host = await sample.StartAsync();

        await SampleHost.UntilAsync(() => sample.HiddenUntil == _time.GetUtcNow() + TimeSpan.FromSeconds(2), "the message is released for later");
        await PassAsync(TimeSpan.FromSeconds(2.5), Listener);
        await host.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.Equal(2, times.Count);
        Assert.True(times.Last() - times.First() >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Queue_FunctionRunsLongerThanTheLease_IsNotDeliveredTwice()
    {
        var sample = new SampleHost(_time, "SampleText");
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sample.Behaviour.OnText = (_, _) => release.Task;
        await SendBeforeAsync(sample, "long");
        await using var host = await sample.StartAsync(lease: TimeSpan.FromSeconds(2));

        await PassAsync(TimeSpan.FromMinutes(1), ListenerAndLease);
        release.SetResult();
        await host.WaitUntilIdleAsync(SampleHost.Soon());

        Assert.Equal(["long"], sample.Behaviour.Texts);
    }

    [Fact]
    public async Task IsIdleAsync_DelayedMessage_CountsUntilItIsDone()
    {
        var sample = new SampleHost(_time, "SampleText");
        await using var host = await sample.StartAsync();
        Assert.True(await host.IsIdleAsync());

        await sample.Queue(sample.TextQueueName).SendMessageAsync("later", visibilityTimeout: TimeSpan.FromSeconds(2));

        await PassAsync(TimeSpan.FromSeconds(1.5), Listener);
        Assert.False(await host.IsIdleAsync());
        await PassAsync(TimeSpan.FromSeconds(1.5), Listener);
        await host.WaitUntilIdleAsync(SampleHost.Soon());
        Assert.Equal(["later"], sample.Behaviour.Texts);
    }

    [Fact]
    public async Task Queue_IdleForLong_IsReadAtOnceWhenAFunctionHasRun()
    {
        var sample = new SampleHost(_time, "SampleText", "SampleHello");
        sample.Settings["AzureFunctionsJobHost:extensions:queues:maxPollingInterval"] = "00:10:00";
        await using var host = await sample.StartAsync();
        using var http = new HttpClient();
        await PassAsync(TimeSpan.FromMinutes(1), Listener);

        await sample.Queue(sample.TextQueueName).SendMessageAsync("sent by a function");
        await http.GetStringAsync(new Uri(host.BaseUrl, "api/SampleHello"));

        // The clock stands, so the polling interval does not end.
        await SampleHost.UntilAsync(() => !sample.Behaviour.Texts.IsEmpty, "the message is taken");
    }

    // The listener takes the message when it begins, so no time passes before the lease is kept.
    private static async Task SendBeforeAsync(SampleHost sample, string text)
    {
        var queue = sample.Queue(sample.TextQueueName);
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync(text);
    }

    private async Task PassAsync(TimeSpan duration, int waits)
    {
        var end = _time.GetUtcNow() + duration;

        // A step is shorter than half a lease, so that a renewal is never late by the test's own doing.
        while (_time.GetUtcNow() < end)
        {
            await _time.SettledAsync(() => waits);
            _time.Advance(TimeSpan.FromMilliseconds(250));
        }

        await _time.SettledAsync(() => waits);
    }
}
