using Mhero.Core.Storage.Retention;
using Mhero.Core.Storage.SyncLog;

namespace Mhero.Core.Tests.Storage;

public sealed class SyncLogTests : IDisposable
{
    private readonly StorageApp _app = new();

    private SyncLogStore Runs => _app.Runs;

    [Fact]
    public async Task FindAsync_Unknown_ReturnsNull() => Assert.Null(await Runs.FindAsync("never"));

    [Fact]
    public async Task FindAsync_WholeRun_GrowsUntilComplete()
    {
        var started = _app.Time.GetUtcNow();
        var id = await Runs.StartAsync("contacts");
        Assert.Equal(new SyncExecution(id, "contacts", started, null, null, SyncCounts.Empty, 0, 0, null), await Runs.FindAsync(id));

        await Runs.RecordBatchAsync(id, "s1", Created(50), 0);
        var reading = await Runs.FindAsync(id);
        Assert.Equal((false, 1, 50), (reading!.IsComplete, reading.BatchesDone, reading.Counts[SyncCounts.ContactsCreated]));

        _app.Time.Advance(TimeSpan.FromMinutes(1));
        await Runs.FinishReadingAsync(id, 2, SyncCounts.Empty.Add(SyncCounts.Skipped, 7), null);
        var working = await Runs.FindAsync(id);
        Assert.Equal((false, 2, 1, started.AddMinutes(1)), (working!.IsComplete, working.BatchesTotal, working.BatchesDone, working.ReadingFinishedAt));

        _app.Time.Advance(TimeSpan.FromMinutes(1));
        await Runs.RecordBatchAsync(id, "s2", Created(3), 0);
        _app.Time.Advance(TimeSpan.FromMinutes(9));
        var complete = await Runs.FindAsync(id);
        Assert.Equal(
            new SyncExecution(id, "contacts", started, started.AddMinutes(1), started.AddMinutes(2), Created(53).Add(SyncCounts.Skipped, 7), 2, 2, null),
            complete);
        Assert.True(complete!.IsComplete);
        Assert.Equal(complete, await Runs.FindAsync(id));
        Assert.Equal(0, await _app.Table.CountAsync("run-slices"));
    }

    [Fact]
    public async Task FindAsync_NothingRead_IsCompleteAtOnceAndKeepsTheError()
    {
        var id = await Runs.StartAsync("contacts");
        await Runs.FinishReadingAsync(id, 0, SyncCounts.Empty, "RapidPro refuses the token");

        var run = await Runs.FindAsync(id);

        Assert.Equal((true, "RapidPro refuses the token"), (run!.IsComplete, run.Error));
    }

    [Fact]
    public async Task LastReadingsAsync_SuccessThenFailure_KeepsTheSuccessBesideTheError()
    {
        var began = _app.Time.GetUtcNow();
        await ReadAsync("contacts", null);
        await ReadAsync("contacts", "MH1001: refused");
        await ReadAsync("flows", "MH1001: refused");
        await ReadAsync("flows", "MH1002: refused too");
        await ReadAsync("runs", "MH1001: refused");
        await ReadAsync("runs", null);

        var last = await Runs.LastReadingsAsync(["contacts", "flows", "runs", "groups"], CancellationToken.None);

        Assert.Equal(new LastReading(began.AddMinutes(1), began.AddMinutes(1), "MH1001: refused"), last["contacts"]);
        Assert.Equal(new LastReading(null, began.AddMinutes(2), "MH1002: refused too"), last["flows"]);
        Assert.Equal(new LastReading(began.AddMinutes(6), began.AddMinutes(6), null), last["runs"]);
        Assert.False(last.ContainsKey("groups"));

        async Task ReadAsync(string kind, string? error)
        {
            var id = await Runs.StartAsync(kind);
            _app.Time.Advance(TimeSpan.FromMinutes(1));
            await Runs.FinishReadingAsync(id, 0, SyncCounts.Empty, error);
        }
    }

    [Fact]
    public async Task LastReadingsAsync_KindsWithoutARow_AreThoseOfTheLog()
    {
        var began = _app.Time.GetUtcNow();
        await Runs.StartAsync("contacts");
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        await Runs.StartAsync("contacts");
        var read = await Runs.StartAsync("flows");
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        await Runs.FinishReadingAsync(read, 0, SyncCounts.Empty, null);
        await _app.Table.DeleteAsync("last-readings", ["flows"]);
        _app.Time.Advance(TimeSpan.FromMinutes(1));
        await Runs.StartAsync("flows");

        var last = await Runs.LastReadingsAsync(["contacts", "flows"], CancellationToken.None);

        Assert.Equal(new LastReading(null, began, null), last["contacts"]);
        Assert.Equal((began.AddMinutes(2), began.AddMinutes(2)), (last["flows"].FinishedAt!.Value, last["flows"].BehindSince));
    }

    [Fact]
    public async Task LastReadingsAsync_LongLog_TakesTwoRequests()
    {
        for (var i = 0; i < 1_200; i++)
        {
            var id = await Runs.StartAsync(i == 0 ? "flows" : "contacts");
            await Runs.FinishReadingAsync(id, 0, SyncCounts.Empty, null);
            await Runs.FindAsync(id);
        }

        _app.Gate.Reset();
        var last = await Runs.LastReadingsAsync(["contacts", "flows", "groups"], CancellationToken.None);

        Assert.Equal(["contacts", "flows"], last.Keys.Order());
        Assert.Equal(2, _app.Gate.Count);
        _app.Gate.Reset();
        Assert.Equal("flows", Assert.Single(await Runs.RecentAsync("flows", 10)).Kind);
        Assert.Equal(2, _app.Gate.Count);
    }

    [Fact]
    public async Task RecordBatchAsync_Redelivered_ReplacesItsOwnRecord()
    {
        var id = await Runs.StartAsync("contacts");
        await Runs.RecordBatchAsync(id, "s/1", Created(50), 0);
        await Runs.RecordBatchAsync(id, "s/1", Created(50), 0);
        await Runs.FinishReadingAsync(id, 2, SyncCounts.Empty, null);
        await Runs.FinishReadingAsync(id, 2, SyncCounts.Empty, null);

        Assert.Equal((false, 1, 50), Progress(await Runs.FindAsync(id)));
        await Runs.RecordBatchAsync(id, "s/2", Created(1), 0);
        Assert.Equal((true, 2, 51), Progress(await Runs.FindAsync(id)));

        await Runs.RecordBatchAsync(id, "s/1", Created(50), 0);
        Assert.Equal((true, 2, 51), Progress(await Runs.FindAsync(id)));
    }

    [Fact]
    public async Task FindAsync_SpawnedBatches_WaitsForThemToo()
    {
        var id = await Runs.StartAsync("contacts");
        await Runs.FinishReadingAsync(id, 1, SyncCounts.Empty, null);
        await Runs.RecordBatchAsync(id, "s1", Created(40), 2);
        await Runs.RecordBatchAsync(id, SyncLogStore.SpawnedBatchId("s1", 1), Created(4), 1);
        await Runs.RecordBatchAsync(id, SyncLogStore.SpawnedBatchId("s1", 2), Created(5), 0);
        Assert.Equal((false, 3, 49), Progress(await Runs.FindAsync(id)));

        await Runs.RecordBatchAsync(id, SyncLogStore.SpawnedBatchId(SyncLogStore.SpawnedBatchId("s1", 1), 1), Created(1), 0);

        Assert.Equal((true, 4, 50), Progress(await Runs.FindAsync(id)));
    }

    [Fact]
    public async Task FindAsync_SpawnedByADeliveryThatWasInterrupted_DoesNotStandInForAnother()
    {
        var id = await Runs.StartAsync("contacts");
        await Runs.FinishReadingAsync(id, 2, SyncCounts.Empty, null);

        // The first delivery of s1 put s1~1 on the queue and died; the second handled everything and spawned nothing.
        await Runs.RecordBatchAsync(id, "s1", Created(50), 0);
        await Runs.RecordBatchAsync(id, SyncLogStore.SpawnedBatchId("s1", 1), SyncCounts.Empty, 0);
        Assert.False((await Runs.FindAsync(id))!.IsComplete);

        await Runs.RecordBatchAsync(id, "s2", Created(1), 0);
        Assert.Equal((true, 2, 51), Progress(await Runs.FindAsync(id)));
    }

    [Fact]
    public async Task FindAsync_ManyAtOnceFromTwoInstances_AgreeOnTheSum()
    {
        using var duplicate = _app.Duplicate();
        for (var round = 0; round < 5; round++)
        {
            var id = await Runs.StartAsync("contacts");
            await Task.WhenAll(Enumerable.Range(0, 30).Select(i => (i % 2 == 0 ? Runs : duplicate.Runs).RecordBatchAsync(id, $"s{i}", Created(2), 0)));
            await Runs.FinishReadingAsync(id, 30, SyncCounts.Empty, null);

            var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? Runs : duplicate.Runs).FindAsync(id)));

            Assert.All(found, run => Assert.Equal((true, 30, 60), Progress(run)));
        }
    }

    [Fact]
    public async Task FindAsync_FoldedByAnotherInstanceBeforeTheBatchesAreRead_SeesTheWholeRun()
    {
        var id = await Runs.StartAsync("contacts");
        await Runs.RecordBatchAsync(id, "s1", Created(5), 0);
        await Runs.FinishReadingAsync(id, 1, SyncCounts.Empty, null);
        using var slow = _app.Duplicate();
        var folded = false;
        slow.Gate.Before = async operation =>
        {
            if (operation.Contains(": query", StringComparison.Ordinal))
            {
                folded = (await Runs.FindAsync(id))!.IsComplete;
            }
        };

        Assert.Equal((true, 1, 5), Progress(await slow.Runs.FindAsync(id)));

        Assert.True(folded);
    }

    [Fact]
    public async Task RecentAsync_Kinds_AreNewestFirst()
    {
        var ids = new List<string>();
        foreach (var kind in (string[])["contacts", "registry", "contacts", "contacts"])
        {
            ids.Add(await Runs.StartAsync(kind));
            _app.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await Runs.FinishReadingAsync(ids[2], 0, Created(1), null);

        Assert.Equal([ids[3], ids[2], ids[1]], (await Runs.RecentAsync(null, 3)).Select(r => r.Id));
        var contacts = await Runs.RecentAsync("contacts", 10);
        Assert.Equal([ids[3], ids[2], ids[0]], contacts.Select(r => r.Id));
        Assert.Equal([false, true, false], contacts.Select(r => r.IsComplete));
        Assert.Empty(await Runs.RecentAsync(null, 0));
    }

    [Fact]
    public async Task PurgeAsync_AMonthLater_RemovesOldRunsAndTheirBatches()
    {
        var old = await Runs.StartAsync("contacts");
        await Runs.RecordBatchAsync(old, "s1", Created(1), 0);
        _app.Time.Advance(TimeSpan.FromDays(15));
        var young = await Runs.StartAsync("contacts");
        await Runs.RecordBatchAsync(young, "s1", Created(1), 0);
        _app.Time.Advance(TimeSpan.FromDays(16));

        await ((IRetention)Runs).PurgeAsync(() => false, CancellationToken.None);

        Assert.Null(await Runs.FindAsync(old));
        Assert.Equal((false, 1, 1), Progress(await Runs.FindAsync(young)));
        Assert.Equal(1, await _app.Table.CountAsync("run-slices"));
        await Runs.FinishReadingAsync(old, 1, SyncCounts.Empty, null);
        Assert.Null(await Runs.FindAsync(old));
    }

    public void Dispose() => _app.Dispose();

    private static SyncCounts Created(int count) => SyncCounts.Empty.Add(SyncCounts.ContactsCreated, count);

    private static (bool IsComplete, int Done, long Created) Progress(SyncExecution? run) =>
        (run!.IsComplete, run.BatchesDone, run.Counts[SyncCounts.ContactsCreated]);
}
