using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Queues;

namespace Mhero.Core.Tests.Storage;

public sealed class DeadLettersTests : IDisposable
{
    private readonly StorageApp _app = new();

    private const string Queue = "contacts";

    [Fact]
    public async Task RecordAsync_FirstFailure_IsKeptWithAllThatIsNeeded()
    {
        var recorded = await Record("Practitioner/1", """{"batch":[1]}""");

        var found = await _app.DeadLetters.FindAsync(DeadLetterStore.IdFor(Queue, "Practitioner/1"));
        var now = _app.Time.GetUtcNow();
        Assert.Equal(new DeadLetter(recorded.Id, Queue, "Practitioner/1", """{"batch":[1]}""", "MH3001", "refused", 5, now, now, 0), found);
        Assert.Equal(1, await _app.DeadLetters.CountAsync());
    }

    [Fact]
    public async Task RecordAsync_SameSubjectAgain_IsOneDeadLetterRenewed()
    {
        var first = await Record("a", "1");
        _app.Time.Advance(TimeSpan.FromHours(1));

        var second = await _app.DeadLetters.RecordAsync(Queue, "a", "2", "MH3002", new string('x', 9_000), 6);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.FirstFailedAt, second.FirstFailedAt);
        Assert.Equal(_app.Time.GetUtcNow(), second.LastFailedAt);
        Assert.Equal(("2", "MH3002", 6), (second.Payload, second.Code, second.Attempts));
        Assert.Equal(4_000, second.Cause.Length);
        Assert.Equal(1, await _app.DeadLetters.CountAsync());
        Assert.NotEqual(first.Id, (await _app.DeadLetters.RecordAsync("runs", "a", "1", "MH3001", "c", 5)).Id);
    }

    [Fact]
    public async Task RecordAsync_TwoInstancesAtOnce_AllSucceedAndOneRemains()
    {
        using var duplicate = _app.Duplicate();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            (i % 2 == 0 ? _app : duplicate).DeadLetters.RecordAsync(Queue, "a", $"{i}", "MH3001", "refused", i)));

        Assert.Equal(1, await _app.DeadLetters.CountAsync());
    }

    [Fact]
    public async Task ListAsync_QueueAndMax_GivesTheLatestOfThatQueue()
    {
        foreach (var (queue, subject) in new[] { (Queue, "a"), ("runs", "b"), (Queue, "c"), (Queue, "d") })
        {
            await _app.DeadLetters.RecordAsync(queue, subject, "{}", "MH3001", "c", 5);
            _app.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["d", "c"], (await _app.DeadLetters.ListAsync(Queue, 2)).Select(d => d.Subject));
        Assert.Equal(["d", "c", "b", "a"], (await _app.DeadLetters.ListAsync(null, 10)).Select(d => d.Subject));
        Assert.Empty(await _app.DeadLetters.ListAsync(null, 0));
    }

    [Fact]
    public async Task ReplayAsync_Known_SendsThePayloadAndRemovesIt()
    {
        var letter = await Record("a", """{"a":1}""");

        Assert.True(await _app.DeadLetters.ReplayAsync(letter.Id));

        Assert.Equal(["""{"a":1}"""], await _app.DrainAsync(Queue));
        Assert.Null(await _app.DeadLetters.FindAsync(letter.Id));
        Assert.False(await _app.DeadLetters.ReplayAsync(letter.Id));
        Assert.Equal(0, await _app.Queues.DepthAsync(Queue));
    }

    [Fact]
    public async Task RecordAsync_AfterReplays_RemembersTheFirstFailureAndHowOftenItWasReplayed()
    {
        var first = await Record("a", "1");
        for (var replays = 1; replays <= 2; replays++)
        {
            _app.Time.Advance(TimeSpan.FromDays(20));
            await _app.DeadLetters.ReplayAsync(first.Id);
            var again = await Record("a", "1");
            Assert.Equal((first.FirstFailedAt, replays), (again.FirstFailedAt, again.Replays));
        }

        await _app.DeadLetters.RemoveAsync(first.Id);
        Assert.Equal((_app.Time.GetUtcNow(), 0), ((await Record("a", "1")).FirstFailedAt, (await Record("a", "1")).Replays));
    }

    [Fact]
    public async Task ReplayAsync_LongAfterAnEarlierReplay_ForgetsThatOne()
    {
        await _app.DeadLetters.ReplayAsync((await Record("a", "1")).Id);
        _app.Time.Advance(TimeSpan.FromDays(31));
        await _app.DeadLetters.ReplayAsync((await Record("b", "1")).Id);

        Assert.Equal(0, (await Record("a", "1")).Replays);
        Assert.Equal(1, (await Record("b", "1")).Replays);
    }

    [Fact]
    public async Task ReplayAsync_QueueRefusesTheMessage_KeepsTheDeadLetter()
    {
        var letter = await _app.DeadLetters.RecordAsync("not a queue name!", "a", "1", "MH3001", "c", 5);

        await Assert.ThrowsAnyAsync<Exception>(() => _app.DeadLetters.ReplayAsync(letter.Id));

        Assert.NotNull(await _app.DeadLetters.FindAsync(letter.Id));
    }

    [Fact]
    public async Task ReplayJob_OneQueue_ReplaysOnlyItsOwn()
    {
        for (var i = 0; i < 12; i++)
        {
            await Record($"s{i}", $"{i}");
        }

        await _app.DeadLetters.RecordAsync("runs", "r", "run", "MH3001", "c", 5);

        Assert.Equal(12, (await _app.ReplayAllAsync(Queue)).Done);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}").Order(), (await _app.DrainAsync(Queue)).Order());
        Assert.Equal(1, await _app.DeadLetters.CountAsync());
        Assert.Equal(1, (await _app.ReplayAllAsync(null)).Done);
        Assert.Equal(["run"], await _app.DrainAsync("runs"));
        Assert.Equal(0, (await _app.ReplayAllAsync(null)).Done);
    }

    [Fact]
    public async Task ReplayJob_SomeThatNoQueueTakes_ReplaysTheRestAndKeepsThose()
    {
        await _app.DeadLetters.RecordAsync("not a queue name!", "a", "1", "MH3001", "c", 5);
        await Record("too large", new string('x', MessageQueues.MaxContentBytes + 1));
        await Record("b", "2");

        Assert.Equal(1, (await _app.ReplayAllAsync(null)).Done);

        Assert.Equal(["2"], await _app.DrainAsync(Queue));
        Assert.Equal(["a", "too large"], (await _app.DeadLetters.ListAsync(null, 9)).Select(d => d.Subject).Order());
    }

    [Fact]
    public async Task ReplayJob_FailingAgainMeanwhile_LosesNoDeadLetter()
    {
        using var duplicate = _app.Duplicate();
        for (var i = 0; i < 10; i++)
        {
            await Record($"s{i}", "{}");
        }

        var failing = Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await duplicate.DeadLetters.RecordAsync(Queue, $"s{i}", "again", "MH3001", "c", 5);
            }
        });
        await Task.WhenAll(failing, _app.ReplayAllAsync(null));

        // Each newer failure is either still recorded or was itself replayed.
        var replayed = (await _app.DrainAsync(Queue)).Count(m => m == "again");
        var kept = (await _app.DeadLetters.ListAsync(null, 100)).Count(d => d.Payload == "again");
        Assert.Equal(10, replayed + kept);
    }

    public void Dispose() => _app.Dispose();

    private Task<DeadLetter> Record(string subject, string payload) =>
        _app.DeadLetters.RecordAsync(Queue, subject, payload, "MH3001", "refused", 5);
}
