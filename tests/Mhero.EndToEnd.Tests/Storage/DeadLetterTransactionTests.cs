using Mhero.Core.Storage.DeadLetters;
using Mhero.EndToEnd.Tests.Fixtures;

namespace Mhero.EndToEnd.Tests.Storage;

/// <summary>The transactions of the dead letters over Azurite: with answers that are lost, and with many writers at once.</summary>
[Collection(StorageTestGroup.Name)]
public sealed class DeadLetterTransactionTests(AzuriteFixture fixture) : IAsyncLifetime, IDisposable
{
    private readonly StorageApp _direct = new(fixture.ConnectionString);
    private LossyProxy _proxy = null!;
    private StorageApp _app = null!;

    public async Task InitializeAsync()
    {
        _proxy = await LossyProxy.StartAsync(fixture.ConnectionString);
        _app = new StorageApp(_proxy.ConnectionString, _direct);
    }

    [Fact]
    public async Task Changes_AnswersLost_AreDoneAndCountedOnce()
    {
        await _app.DeadLetters.CountAsync();
        var letter = await LosingAsync(() => RecordAsync(_app, "a", "MH3001"));
        await AssertGroupsAsync(("MH3001", 1));

        await LosingAsync(() => RecordAsync(_app, "a", "MH3002"));
        await AssertGroupsAsync(("MH3002", 1));

        await LosingAsync(() => _app.DeadLetters.DiscardAsync(letter.Id, "Jane", "a test"));
        await AssertGroupsAsync();
        Assert.Equal("a test", (await _direct.DeadLetters.FindAsync(letter.Id))!.Discarded!.Reason);

        await LosingAsync(() => _app.DeadLetters.RestoreAsync(letter.Id));
        await AssertGroupsAsync(("MH3002", 1));

        await RecordAsync(_app, "b", "MH3002");
        await LosingAsync(() => _app.DeadLetters.RemoveForAsync("runs", ["a"]));
        await AssertGroupsAsync(("MH3002", 1));
    }

    [Fact]
    public async Task Changes_OfTwoInstancesAtOnce_LeaveCountersThatAreRight()
    {
        using var other = _direct.Duplicate();
        await Parallel.ForEachAsync(Enumerable.Range(0, 90), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (i, token) =>
        {
            var app = i % 2 == 0 ? _direct : other;
            var letter = await RecordAsync(app, $"s{i % 30}", i % 3 == 0 ? "MH3001" : "MH3002");
            if (i % 4 == 0)
            {
                await app.DeadLetters.RemoveAsync(letter.Id, token);
            }
        });

        var listed = await _direct.DeadLetters.ListAsync(null, 1000);
        Assert.Equal(
            listed.CountBy(letter => letter.Code).Select(count => (count.Key, count.Value)).Order(),
            (await _direct.DeadLetterIndex.GroupsAsync()).Select(group => (group.Code, group.Count)).Order());
        Assert.NotEmpty(listed);
    }

    public async Task DisposeAsync() => await _proxy.DisposeAsync();

    public void Dispose()
    {
        _app.Dispose();
        _direct.Dispose();
    }

    private static Task<DeadLetter> RecordAsync(StorageApp app, string subject, string code) =>
        app.DeadLetters.RecordAsync("runs", subject, "{}", code, "refused", 5);

    /// <summary>Does something of which the answer of the next write is lost.</summary>
    private async Task<T> LosingAsync<T>(Func<Task<T>> change)
    {
        var lost = _proxy.Lost;
        _proxy.Lose(1);
        var result = await change();
        Assert.Equal(lost + 1, _proxy.Lost);
        return result;
    }

    private async Task AssertGroupsAsync(params (string Code, int Count)[] groups) =>
        Assert.Equal(groups, (await _direct.DeadLetterIndex.GroupsAsync()).Select(group => (group.Code, group.Count)));
}
