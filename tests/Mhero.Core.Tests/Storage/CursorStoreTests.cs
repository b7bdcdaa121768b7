using Mhero.Core.Storage.Cursors;

namespace Mhero.Core.Tests.Storage;

public sealed class CursorStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StorageApp _app = new();

    [Fact]
    public async Task ReadAsync_NeverMoved_HasNoPosition() =>
        Assert.Equal(new Cursor("contacts", null, null, null), await _app.Cursors.ReadAsync("contacts"));

    [Fact]
    public async Task TryMoveAsync_ThereAndOn_KeepsTicksInUtcAndWhenItMoved()
    {
        var position = new DateTimeOffset(2026, 2, 1, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(1_234_567);

        var moved = await _app.Cursors.TryMoveAsync(await _app.Cursors.ReadAsync("rapidpro/contacts"), position);

        var read = await _app.Cursors.ReadAsync("rapidpro/contacts");
        Assert.Equal(moved, read);
        Assert.Equal(Noon.AddTicks(1_234_567), read.Position);
        Assert.Equal(TimeSpan.Zero, read.Position!.Value.Offset);
        Assert.Equal(_app.Time.GetUtcNow(), read.MovedAt);
        Assert.NotNull(await _app.Cursors.TryMoveAsync(moved!, Noon.AddHours(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task TryMoveAsync_NotLater_StaysAndWritesNothing(int hours)
    {
        var cursor = (await _app.Cursors.TryMoveAsync(await _app.Cursors.ReadAsync("c"), Noon))!;
        _app.Gate.Reset();

        Assert.Equal(cursor, await _app.Cursors.TryMoveAsync(cursor, Noon.AddHours(hours)));

        Assert.Equal(0, _app.Gate.Count);
        Assert.Equal(cursor, await _app.Cursors.ReadAsync("c"));
    }

    [Fact]
    public async Task TryMoveAsync_TwoReaders_OnlyOneMoves()
    {
        using var duplicate = _app.Duplicate();
        for (var round = 1; round <= 5; round++)
        {
            var (mine, theirs) = (await _app.Cursors.ReadAsync("c"), await duplicate.Cursors.ReadAsync("c"));
            var results = await Task.WhenAll(
                _app.Cursors.TryMoveAsync(mine, Noon.AddHours(round)), duplicate.Cursors.TryMoveAsync(theirs, Noon.AddHours(round).AddMinutes(5)));

            Assert.Equal(Assert.Single(results, r => r is not null), await _app.Cursors.ReadAsync("c"));
        }
    }

    [Fact]
    public async Task ResetAsync_ReaderUnderWay_CannotMoveItAnyMore()
    {
        var cursor = (await _app.Cursors.TryMoveAsync(await _app.Cursors.ReadAsync("c"), Noon))!;

        await _app.Cursors.ResetAsync("c");

        Assert.Null(await _app.Cursors.TryMoveAsync(cursor, Noon.AddHours(1)));
        Assert.Null((await _app.Cursors.ReadAsync("c")).Position);
        await _app.Cursors.ResetAsync("never there");
    }

    [Fact]
    public async Task ListAsync_SomeMoved_ListsThem()
    {
        foreach (var name in (string[])["fhir/Practitioner", "rapidpro/contacts"])
        {
            await _app.Cursors.TryMoveAsync(await _app.Cursors.ReadAsync(name), Noon);
        }

        var cursors = await _app.Cursors.ListAsync();

        Assert.Equal(["fhir/Practitioner", "rapidpro/contacts"], cursors.Select(c => c.Name));
        Assert.All(cursors, c => Assert.Equal(Noon, c.Position));
    }

    public void Dispose() => _app.Dispose();
}
