using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Retention;

namespace Mhero.Core.Tests.Storage;

/// <summary>The audit log: the latest first, whatever is asked for.</summary>
public sealed class AuditLogTests : IDisposable
{
    private readonly StorageApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task ListAsync_Pages_GiveEachEntryOnceTheLatestFirst()
    {
        for (var i = 0; i < 12; i++)
        {
            await _app.Audit.WriteAsync(new AuditEntry(new Operator("Jane", "Operator"), AuditActions.Replay, $"{i}") { Before = "b", After = "a", Detail = "d" });
            _app.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var items = new List<string?>();
        string? after = null;
        do
        {
            var page = await _app.Audit.ListAsync(new AuditFilter(), 5, after);
            items.AddRange(page.Entries.Select(e => e.Item));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(0, 12).Reverse().Select(i => $"{i}"), items);
        var last = (await _app.Audit.ListAsync(new AuditFilter(), 1, null)).Entries[0];
        Assert.Equal((new Operator("Jane", "Operator"), "dead-letter.replay", "11", "b", "a", "d"), (last.Operator, last.Action, last.Item, last.Before, last.After, last.Detail));
    }

    [Fact]
    public async Task ListAsync_Filters_TakeWhatTheySay()
    {
        var began = _app.Time.GetUtcNow();
        await _app.Audit.WriteAsync(new AuditEntry(new Operator("Jane"), AuditActions.Decide, "r"));
        _app.Time.Advance(TimeSpan.FromHours(1));
        await _app.Audit.WriteAsync(new AuditEntry(Operator.WithKey("joe"), AuditActions.Replay, "d"));

        Assert.Equal(["d"], await FindAsync(new() { Operator = "JOE" }));
        Assert.Equal(["r"], await FindAsync(new() { Action = "review" }));
        Assert.Equal(["r"], await FindAsync(new() { Action = AuditActions.Decide }));
        Assert.Equal(["d"], await FindAsync(new() { Item = "d" }));
        Assert.Equal(["d"], await FindAsync(new() { From = began.AddMinutes(1) }));
        Assert.Equal(["r"], await FindAsync(new() { To = began.AddHours(1) }));
    }

    [Fact]
    public async Task PurgeAsync_TwoYearsLater_ForgetsTheOld()
    {
        await _app.Audit.WriteAsync(new AuditEntry(new Operator("Jane"), AuditActions.Replay, "old"));
        _app.Time.Advance(TimeSpan.FromDays(731));

        await _app.Audit.WriteAsync(new AuditEntry(new Operator("Jane"), AuditActions.Replay, "new"));
        Assert.Equal(1, await ((IRetention)_app.Audit).PurgeAsync(() => false, CancellationToken.None));

        Assert.Equal(["new"], await FindAsync(new()));
    }

    [Theory]
    [InlineData(null, "function key")]
    [InlineData("  ", "function key")]
    [InlineData(" Jane\r\nDoe ", "function key (JaneDoe)")]
    public void WithKey_StatedName_IsPlainText(string? stated, string name) => Assert.Equal(new Operator(name), Operator.WithKey(stated));

    private async Task<IEnumerable<string?>> FindAsync(AuditFilter filter) => (await _app.Audit.ListAsync(filter, 10, null)).Entries.Select(e => e.Item);
}
