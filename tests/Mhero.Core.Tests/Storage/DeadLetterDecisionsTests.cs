using Mhero.Core.Storage.DeadLetters;
using Mhero.Core.Storage.Jobs;

namespace Mhero.Core.Tests.Storage;

/// <summary>What an operator decides about dead letters: the order of a replay, a discard and its undoing, an edit.</summary>
public sealed class DeadLetterDecisionsTests : IDisposable
{
    private const string Queue = "runs";

    private readonly StorageApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task ReplayAll_SeveralCauses_SendsInTheOrderOfReceipt()
    {
        for (var i = 0; i < 100; i++)
        {
            await RecordAsync(i, i % 3 == 0 ? "MH3001" : "MH3002");
            _app.Time.Advance(TimeSpan.FromSeconds(1));
        }

        // Failing again does not make a record a later one.
        await RecordAsync(4, "MH3009");

        Assert.Equal(100, (await _app.ReplayAllAsync(Queue)).Done);

        Assert.Equal(Enumerable.Range(0, 100), await SentAsync());
    }

    [Fact]
    public async Task ReplayAll_ProcessDiesAgainAndAgain_KeepsTheOrderOfReceipt()
    {
        for (var i = 0; i < 80; i++)
        {
            await RecordAsync(i, "MH3001");
            _app.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var job = await _app.OrderReplayAsync(Queue);
        var message = Assert.Single(await _app.DrainAsync("jobs"));
        for (var death = 1; death <= 4; death++)
        {
            using var doomed = _app.Duplicate();
            var operations = 0;
            var last = 35 * death;
            doomed.Gate.Before = _ => Interlocked.Increment(ref operations) > last ? Task.FromException(new IOException("died")) : Task.CompletedTask;
            await Assert.ThrowsAnyAsync<Exception>(() => doomed.Runner.HandleAsync(message, CancellationToken.None));

            // The lease of the dead process has to end.
            _app.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await _app.Runner.HandleAsync(message, CancellationToken.None);

        Assert.Equal((JobStates.Done, 80, 80), await _app.Orders.FindAsync(job.Id, CancellationToken.None) is { } done ? (done.State, done.Total, done.Done) : default);

        // The first copy of each is the one that is handled.
        Assert.Equal(Enumerable.Range(0, 80), (await SentAsync()).Distinct());
    }

    [Fact]
    public async Task ReplayAll_Filter_ReplaysWhatMatches()
    {
        await RecordAsync(1, "MH3001");
        await RecordAsync(2, "MH3002");
        await RecordAsync(3, "MH3001");

        var job = await _app.RunAsync(await _app.OrderReplayAsync(new DeadLetterFilter { Code = "MH3001" }, "Jane"));

        Assert.Equal((2, 2, "Jane", "MH3001"), (job.Total, job.Done, job.By, job.Filter!.Code));
        Assert.Equal([1, 3], await SentAsync());
        Assert.Equal(1, await _app.DeadLetters.CountAsync());
    }

    [Fact]
    public async Task DiscardAsync_ThenRestore_IsOpenAgainWithAllItHad()
    {
        var letter = await RecordAsync(1, "MH3001");
        await RecordAsync(2, "MH3001");

        await _app.DeadLetters.DiscardAsync(letter.Id, "Jane", "a test");
        _app.Time.Advance(TimeSpan.FromHours(1));
        await _app.DeadLetters.DiscardAsync(letter.Id, "Joe", "another reason");

        var discarded = Assert.Single((await _app.Index.ListDiscardedAsync(new DeadLetterFilter(), 10, null)).Letters);
        Assert.Equal((letter.Id, "Jane", "a test"), (discarded.Id, discarded.Discarded!.By, discarded.Discarded.Reason));
        Assert.Equal(1, await _app.DeadLetters.CountAsync());
        Assert.Equal(1, (await _app.ReplayAllAsync(null)).Done);
        Assert.Equal([2], await SentAsync());

        Assert.Equal(letter, await _app.DeadLetters.RestoreAsync(letter.Id));
        Assert.Equal(letter, Assert.Single(await _app.DeadLetters.ListAsync(null, 10)));
        Assert.Empty((await _app.Index.ListDiscardedAsync(new DeadLetterFilter(), 10, null)).Letters);
    }

    [Fact]
    public async Task RecordAsync_DiscardedOneFailsAgain_IsOpen()
    {
        var letter = await RecordAsync(1, "MH3001");
        await _app.DeadLetters.DiscardAsync(letter.Id, "Jane", "a test");

        await RecordAsync(1, "MH3002");

        Assert.Equal("MH3002", Assert.Single(await _app.DeadLetters.ListAsync(null, 10)).Code);
    }

    [Fact]
    public async Task DiscardAsync_NinetyDaysLater_ForgetsTheOld()
    {
        var old = await RecordAsync(1, "MH3001");
        await _app.DeadLetters.DiscardAsync(old.Id, "Jane", "a test");
        _app.Time.Advance(TimeSpan.FromDays(91));
        var other = await RecordAsync(2, "MH3001");

        await _app.DeadLetters.DiscardAsync(other.Id, "Jane", "a test");

        Assert.Null(await _app.DeadLetters.FindAsync(old.Id));
        Assert.NotNull(await _app.DeadLetters.FindAsync(other.Id));
    }

    [Fact]
    public async Task EditAsync_VersionOfAnEarlierFailure_ChangesNothing()
    {
        var letter = await RecordAsync(1, "MH3001");
        var seen = (await _app.DeadLetters.FindDetailAsync(letter.Id))!;
        await RecordAsync(1, "MH3002");

        Assert.False(await _app.DeadLetters.EditAsync(letter.Id, seen.Version, "{}"));
        Assert.True(await _app.DeadLetters.EditAsync(letter.Id, (await _app.DeadLetters.FindDetailAsync(letter.Id))!.Version, """{"items":[{"flowUuid":"f"}]}"""));

        var edited = (await _app.DeadLetters.FindAsync(letter.Id))!;
        Assert.Equal(("""{"items":[{"flowUuid":"f"}]}""", "f"), (edited.Payload, edited.Flow));
        Assert.False(await _app.DeadLetters.EditAsync(DeadLetterStore.IdFor(Queue, "none"), null, "{}"));
    }

    [Fact]
    public async Task FindDetailAsync_FailuresAndReplays_ShowsTheLastTen()
    {
        for (var i = 0; i < 12; i++)
        {
            var letter = await RecordAsync(1, $"MH30{i:D2}");
            await _app.DeadLetters.ReplayAsync(letter.Id);
            _app.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var last = await RecordAsync(1, "MH3099");

        Assert.Equal(
            ["MH3003", "MH3004", "MH3005", "MH3006", "MH3007", "MH3008", "MH3009", "MH3010", "MH3011", "MH3099"],
            (await _app.DeadLetters.FindDetailAsync(last.Id))!.Failures.Select(f => f.Code));
    }

    private Task<DeadLetter> RecordAsync(int number, string code) =>
        _app.DeadLetters.RecordAsync(Queue, $"s{number}", $$"""{"items":[{"n":{{number}}}]}""", code, "refused", 5);

    private async Task<List<int>> SentAsync() =>
        [.. (await _app.DrainAsync(Queue)).Select(message => System.Text.Json.Nodes.JsonNode.Parse(message)!["items"]![0]!["n"]!.GetValue<int>())];
}
