using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Mhero.Core.Sync.Engine.Polling;

namespace Mhero.Core.Tests.Sync.Engine.Polling;

/// <summary>The cursor never lies: nothing that becomes visible within the overlap is ever read past.</summary>
public sealed class PollWindowTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan[] Skews = [TimeSpan.Zero, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(-2), TimeSpan.FromDays(1), TimeSpan.FromDays(-1)];

    [Fact]
    public void Next_NothingNewSinceLongAgo_StandsAtTheNewestRecord() =>
        Assert.Equal(Noon, PollWindow.Next(Noon, Noon.AddDays(1), Overlap));

    [Fact]
    public void Next_RecordsOfThisMoment_KeepsTheOverlap() =>
        Assert.Equal(Noon - Overlap, PollWindow.Next(Noon.AddSeconds(-1), Noon, Overlap));

    [Fact]
    public void Next_NothingSeen_StaysWhereItWas() => Assert.Null(PollWindow.Next(null, Noon, Overlap));

    [Theory]
    [InlineData(120)]
    [InlineData(-86400)]
    [InlineData(600)]
    public void Next_HeaderAheadOfTheRecordsOrBehind_NeverPassesARecordThatWasNotSeen(int headerAhead)
    {
        // The header names a time that is minutes after what the records are stamped with, and a change follows a second later.
        var began = PollWindow.Began(Noon.AddHours(-1), TimeSpan.FromHours(1), Noon.AddSeconds(headerAhead), Noon);

        Assert.True(PollWindow.Next(Noon.AddSeconds(-40), began, Overlap) <= Noon);
    }

    [Fact]
    public void Began_SeenBefore_GoesOnByTheTimeThatWeMeasured() =>
        Assert.Equal(Noon.AddSeconds(90), PollWindow.Began(Noon, TimeSpan.FromSeconds(90), Noon.AddDays(-1), Noon.AddDays(-1)));

    [Fact]
    public void Began_NeverRead_TrustsTheEarlierClockLessATolerance() =>
        Assert.Equal(Noon.AddMinutes(-2) - PollWindow.ClockTolerance, PollWindow.Began(null, TimeSpan.Zero, Noon, Noon.AddMinutes(-2)));

    /// <summary>
    /// A model of a poller: records become visible up to the overlap after their stamp; readings come at any time, and some
    /// die after any number of records. The header's clock or our own says anything; not both are ahead of the records by more than the
    /// tolerance, of which only docs/adr/0022 speaks.
    /// </summary>
    [Property(MaxTest = 500)]
    public Property EveryRecord_IsReadInTheEndAndTheLastOnesNotForEver(PositiveInt[] gaps, byte[] lags, (PositiveInt Gap, byte Records)[] readings, byte header, byte own)
    {
        var (headerSkew, ownSkew) = (Skews[header % Skews.Length], IsFarAhead(header) ? Skews[own % 3] : Skews[own % Skews.Length]);
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
        DateTimeOffset? newest = null;
        DateTimeOffset? newestSeenAt = null;
        var now = Noon;
        foreach (var (gap, count) in readings)
        {
            now += TimeSpan.FromSeconds(gap.Get % 60);
            Read(count);
        }

        now = stamp + Overlap + Overlap;
        Read(int.MaxValue);
        now += Overlap;
        Read(int.MaxValue);
        var again = records.Count(r => r.Stamp >= cursor);
        var last = records.Count(r => r.Stamp == records[^1].Stamp);
        return (read.Count == records.Count && again <= last).Label($"{read.Count} of {records.Count} records were read, and {again} would be again");

        static bool IsFarAhead(byte header) => Skews[header % Skews.Length] > PollWindow.ClockTolerance;

        void Read(int mostRecords)
        {
            var shown = Enumerable.Range(0, records.Count)
                .Where(i => records[i].Visible <= now && (cursor is null || records[i].Stamp >= cursor))
                .OrderBy(i => records[i].Stamp)
                .ToList();
            var taken = shown.Take(mostRecords).ToList();
            read.UnionWith(taken);
            var isComplete = taken.Count == shown.Count;
            var lastTaken = taken.Count > 0 ? records[taken[^1]].Stamp : (DateTimeOffset?)null;
            var began = PollWindow.Began(newest, now + ownSkew - (newestSeenAt ?? now + ownSkew), now + headerSkew, now + ownSkew);
            var seen = lastTaken > newest || newest is null ? lastTaken : newest;
            var next = PollWindow.Next(isComplete ? seen : lastTaken, began, Overlap);
            cursor = next > cursor || cursor is null ? next : cursor;
            if (isComplete && seen > newest | (newest is null && seen is not null))
            {
                (newest, newestSeenAt) = (seen, now + ownSkew);
            }
        }
    }
}
