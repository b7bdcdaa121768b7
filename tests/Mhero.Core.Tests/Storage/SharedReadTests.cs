using Mhero.Core.Storage.Tables;


namespace Mhero.Core.Tests.Storage;

public sealed class SharedReadTests
{
    [Fact]
    public async Task GetAsync_AskedWhileAReadIsOnItsWay_WaitsForTheNextOneTogether()
    {
        var reads = new List<TaskCompletionSource<int>>();
        var shared = new SharedRead<int>(() =>
        {
            lock (reads)
            {
                reads.Add(new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
                return reads[^1].Task;
            }
        });
        var first = shared.GetAsync(CancellationToken.None);
        await UntilAsync(() => Count(reads) == 1);

        var second = shared.GetAsync(CancellationToken.None);
        var third = shared.GetAsync(CancellationToken.None);
        Assert.Equal(1, Count(reads));
        reads[0].SetResult(1);
        await UntilAsync(() => Count(reads) == 2);
        reads[1].SetResult(2);

        var answers = await Task.WhenAll(first, second, third);
        Assert.Equal([1, 2, 2], answers);
        Assert.Equal(2, Count(reads));
    }

    [Fact]
    public async Task GetAsync_FailedRead_FailsThoseWhoAskedAndNotTheNext()
    {
        var reads = 0;
        var shared = new SharedRead<int>(() => Interlocked.Increment(ref reads) == 1 ? Task.FromException<int>(new IOException()) : Task.FromResult(7));

        await Assert.ThrowsAsync<IOException>(() => shared.GetAsync(CancellationToken.None));
        Assert.Equal(7, await shared.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task GetAsync_ManyAtOnce_SeeWhatWasThereWhenTheyAsked()
    {
        var value = 0;
        var shared = new SharedRead<int>(async () =>
        {
            var seen = Volatile.Read(ref value);
            await Task.Delay(1);
            return seen;
        });

        await Parallel.ForEachAsync(Enumerable.Range(0, 500), async (_, cancellationToken) =>
        {
            var before = Interlocked.Increment(ref value);
            Assert.True(await shared.GetAsync(cancellationToken) >= before);
        });
    }

    private static int Count(List<TaskCompletionSource<int>> reads)
    {
        lock (reads)
        {
            return reads.Count;
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!holds())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
