using Mhero.Core.Sync.Engine.Polling;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Tests.Sync.Engine.Polling;

/// <summary>The rules of cursors, over pages and storage in memory.</summary>
public sealed class ChangePollerTests
{
    private const string Cursor = "test";
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private readonly List<string> _events = [];
    private readonly List<DateTimeOffset?> _asked = [];
    private readonly MemoryCursors _cursors;
    private readonly ChangePoller _poller;
    private List<ChangePage<(string Id, DateTimeOffset Stamp)>> _pages = [];
    private int _failAtPage = -1;
    private bool _refuseMessages;

    public ChangePollerTests()
    {
        _cursors = new MemoryCursors(_events) { Now = Noon.AddHours(1) };
        _poller = new ChangePoller(_cursors, _cursors);
    }

    [Fact]
    public async Task Read_TwoPages_MovesTheCursorBehindTheMessagesOfEachPage()
    {
        _pages = [Page(["a", "b"]), Page(["c"], from: 2, isLast: true)];

        await ReadAsync();

        Assert.Equal(["sent a b", "cursor 12:00:01", "sent c", "cursor 12:00:02"], _events);
    }

    [Fact]
    public async Task Read_PageFails_KeepsThePositionOfThePageBefore()
    {
        _pages = [Page(["a", "b"]), Page(["c"], from: 2, isLast: true)];
        _failAtPage = 1;

        await Assert.ThrowsAsync<IOException>(ReadAsync);

        Assert.Equal(["sent a b", "cursor 12:00:01"], _events);
        _failAtPage = -1;
        await ReadAsync();
        Assert.Equal(Noon.AddSeconds(1), _asked[^1]);
        Assert.Equal("c", Sent()[^1]);
    }

    [Fact]
    public async Task Read_QueueRefuses_DoesNotMoveTheCursor()
    {
        _pages = [Page(["a"], isLast: true)];
        _refuseMessages = true;

        await Assert.ThrowsAsync<IOException>(ReadAsync);

        Assert.Null(_cursors.PositionOf(Cursor));
        _refuseMessages = false;
        await ReadAsync();
        Assert.Equal(["a"], Sent());
    }

    [Fact]
    public async Task Read_RecordsWithinTheOverlap_AreSentOnce()
    {
        _cursors.Now = Noon.AddSeconds(10);
        _pages = [Page(["a", "b", "c"], isLast: true, serverTime: Noon.AddSeconds(10))];

        await ReadAsync();
        await ReadAsync();
        _pages = [Page(["a", "b", "c", "d"], isLast: true, serverTime: Noon.AddSeconds(20))];
        await ReadAsync();

        Assert.Equal(["a", "b", "c", "d"], Sent());
    }

    [Fact]
    public async Task Read_RecordsOfLongAgoAtThePosition_AreSentOnce()
    {
        _pages = [Page(["a", "b"], isLast: true)];
        await ReadAsync();
        _pages = [Page(["b"], from: 1, isLast: true)];

        await ReadAsync();
        await ReadAsync();

        Assert.Equal(Noon.AddSeconds(1), _asked[^1]);
        Assert.Equal(["a", "b"], Sent());
    }

    [Fact]
    public async Task Read_NextReading_GoesBackByTheOverlap()
    {
        _cursors.Now = Noon.AddSeconds(2);
        _pages = [Page(["a", "b", "c"], isLast: true, serverTime: Noon.AddSeconds(2))];

        await ReadAsync();
        await ReadAsync();

        Assert.Null(_asked[0]);
        Assert.True(_asked[1] <= Noon.AddSeconds(2) - Overlap, $"asked from {_asked[1]:O}");
    }

    [Fact]
    public async Task Read_NotInOrder_MovesTheCursorAtTheEndAlone()
    {
        _pages = [Page(["c"], from: 2), Page(["a", "b"], isLast: true)];

        await ReadAsync(Source with { IsInOrder = false });

        Assert.Equal(["sent c", "sent a b", "cursor 12:00:02"], _events);
    }

    [Fact]
    public async Task Read_NotInOrderAndAPageFails_DoesNotMoveTheCursor()
    {
        _pages = [Page(["c"], from: 2), Page(["a", "b"], isLast: true)];
        _failAtPage = 1;

        await Assert.ThrowsAsync<IOException>(() => ReadAsync(Source with { IsInOrder = false }));

        Assert.Null(_cursors.PositionOf(Cursor));
    }

    [Fact]
    public async Task Read_FirstReadingThatOnlyTakesThePosition_SendsNothingAndLaterChanges()
    {
        var source = Source with { Newest = _ => Task.FromResult<DateTimeOffset?>(Noon), SkipsFirstRecords = true };
        _pages = [Page(["a"], isLast: true)];

        await ReadAsync(source);
        Assert.Equal(Noon - Overlap, _asked[0]);
        Assert.Empty(Sent());
        _pages = [Page(["b"], from: 60, isLast: true)];
        await ReadAsync(source);

        Assert.Equal(["b"], Sent());
    }

    [Fact]
    public async Task Read_PageOfLaterChanges_EndsTheReading()
    {
        _cursors.Now = Noon;
        _pages = [Page(["a"], serverTime: Noon), Page(["own"], from: 300, serverTime: Noon.AddSeconds(300)), Page(["own2"], from: 600, isLast: true)];

        await ReadAsync();

        Assert.Equal(["a"], Sent());
        Assert.True(_cursors.PositionOf(Cursor) <= Noon);
    }

    [Fact]
    public async Task Read_AnotherReaderMovedTheCursor_LeavesItThere()
    {
        _pages = [Page(["a"]), Page(["b"], from: 1, isLast: true)];

        await _poller.ReadAsync(Source, Writer(), (records, _, token) => OvertakeAsync(records, token), default);

        Assert.Equal(Noon.AddDays(1), _cursors.PositionOf(Cursor));
        Assert.Equal(["a", "b"], Sent());

        async IAsyncEnumerable<NamedItem> OvertakeAsync(IReadOnlyList<(string Id, DateTimeOffset Stamp)> records, [EnumeratorCancellation] CancellationToken token)
        {
            if (records[0].Id == "a")
            {
                await _cursors.TryMoveAsync(await _cursors.ReadAsync(Cursor, token), Noon.AddDays(1), null, null, token);
            }

            foreach (var record in records)
            {
                yield return new NamedItem { Name = record.Id };
            }
        }
    }

    [Fact]
    public async Task Hold_ReadsWithoutMoving_AndCompleteMoves()
    {
        _pages = [Page(["a"], isLast: true)];
        var taken = new List<string>();

        var reading = await _poller.HoldAsync(Source, records => Task.FromResult(taken.Count + Add(records)), default);

        Assert.Equal(["a"], taken);
        Assert.Null(_cursors.PositionOf(Cursor));
        await ChangePoller.CompleteAsync([reading], default);
        Assert.Equal(Noon, _cursors.PositionOf(Cursor));

        int Add(IReadOnlyList<(string Id, DateTimeOffset Stamp)> records)
        {
            taken.AddRange(records.Select(r => r.Id));
            return records.Count;
        }
    }

    [Fact]
    public async Task MarkRead_ASide_IsRememberedUntilItIsReset()
    {
        Assert.False(await _poller.WasReadAsync("known", default));
        await _poller.MarkReadAsync("known", default);
        await _poller.MarkReadAsync("known", default);
        Assert.True(await _poller.WasReadAsync("known", default));
        await _poller.ResetAsync("known", default);
        Assert.False(await _poller.WasReadAsync("known", default));
    }

    private ChangeSource<(string Id, DateTimeOffset Stamp)> Source => new(Cursor, Overlap, PagesAsync, r => new(r.Id, "1", r.Stamp));

    private Task ReadAsync() => ReadAsync(Source);

    private Task ReadAsync(ChangeSource<(string Id, DateTimeOffset Stamp)> source) =>
        _poller.ReadAsync(source, Writer(), r => new NamedItem { Name = r.Id }, default);

    private BatchWriter<NamedItem> Writer() => new(
        (content, _, _) =>
        {
            if (_refuseMessages)
            {
                throw new IOException("The queue does not answer.");
            }

            _events.Add($"sent {string.Join(' ', JsonDocument.Parse(content).RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()))}");
            return Task.CompletedTask;
        },
        50,
        null,
        n => $"{n}");

    private List<string> Sent() => [.. _events.Where(e => e.StartsWith("sent ", StringComparison.Ordinal)).SelectMany(e => e[5..].Split(' '))];

    private async IAsyncEnumerable<ChangePage<(string Id, DateTimeOffset Stamp)>> PagesAsync(DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _asked.Add(since);
        for (var i = 0; i < _pages.Count; i++)
        {
            await Task.Yield();
            yield return i == _failAtPage ? throw new IOException("The page cannot be read.") : _pages[i];
        }
    }

    /// <summary>A page whose records changed a second apart, from a number of seconds after noon on.</summary>
    private static ChangePage<(string Id, DateTimeOffset Stamp)> Page(string[] ids, int from = 0, bool isLast = false, DateTimeOffset? serverTime = null) =>
        new([.. ids.Select((id, i) => (id, Noon.AddSeconds(from + i)))], Noon.AddSeconds(from), Noon.AddSeconds(from + ids.Length - 1), isLast, serverTime);
}
