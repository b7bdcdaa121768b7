using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mhero.Core.Sync.Feeds;

namespace Mhero.Core.Tests.Sync.Feeds;

/// <summary>The cursor never lies: nothing that becomes visible within the overlap is ever read past.</summary>
public sealed class FeedWindowTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    [Fact]
    public void Next_CompleteReading_StandsAtTheServersTimeLessOverlap() =>
        Assert.Equal(Noon - Overlap, FeedWindow.Next(Noon.AddDays(-1), Noon, Overlap, complete: true));

    [Fact]
    public void Next_HalfWay_StandsAtTheLastRecord() =>
        Assert.Equal(Noon.AddDays(-1), FeedWindow.Next(Noon.AddDays(-1), Noon, Overlap, complete: false));

    [Fact]
    public void Next_HalfWayAmongTheNewest_StaysBehindTheOverlap() =>
        Assert.Equal(Noon - Overlap, FeedWindow.Next(Noon.AddSeconds(-1), Noon, Overlap, complete: false));

    [Fact]
    public void Next_ServerWithoutClock_StandsAtTheLastRecordLessOverlap() =>
        Assert.Equal(Noon - Overlap, FeedWindow.Next(Noon, null, Overlap, complete: true));

    [Fact]
    public void Next_NothingKnown_StaysWhereItWas() => Assert.Null(FeedWindow.Next(null, null, Overlap, complete: true));

    /// <summary>
    /// A model of a feed: records become visible up to the overlap after their stamp; readings come at any time, and some
    /// die after any number of records.
    /// </summary>
    [Property(MaxTest = 500)]
    public Property EveryRecord_IsReadInTheEnd(PositiveInt[] gaps, byte[] lags, (PositiveInt Gap, byte Records)[] readings)
    {
        var records = new List<(DateTimeOffset Stamp, DateTimeOffset Visible)>();
        var stamp = Noon;
        foreach (var (gap, i) in gaps.Select((g, i) => (g.Get, i)))
        {
            stamp += TimeSpan.FromSeconds(gap % 20);
            var lag = lags.Length == 0 ? 0 : lags[i % lags.Length] % (int)Overlap.TotalSeconds;
            records.Add((stamp, stamp.AddSeconds(lag)));
        }

        var read = new HashSet<int>();
        DateTimeOffset? cursor = null;
        var now = Noon;
        foreach (var (gap, count) in readings)
        {
            now += TimeSpan.FromSeconds(gap.Get % 60);
            Read(count);
        }

        now = stamp + Overlap + Overlap;
        Read(int.MaxValue);
        return (read.Count == records.Count).Label($"{read.Count} of {records.Count} records were read");

        void Read(int mostRecords)
        {
            var shown = Enumerable.Range(0, records.Count)
                .Where(i => records[i].Visible <= now && (cursor is null || records[i].Stamp >= cursor))
                .OrderBy(i => records[i].Stamp)
                .ToList();
            var taken = shown.Take(mostRecords).ToList();
            read.UnionWith(taken);
            var last = taken.Count > 0 ? records[taken[^1]].Stamp : (DateTimeOffset?)null;
            if (last is not null || taken.Count == shown.Count)
            {
                var next = FeedWindow.Next(last, now, Overlap, complete: taken.Count == shown.Count);
                cursor = next > cursor || cursor is null ? next : cursor;
            }
        }
    }
}
