namespace Mhero.Core.Sync.Engine.Polling;

/// <summary>Where a poller is to be read from next time. No clock of another system moves it: see docs/adr/0022.</summary>
internal static class PollWindow
{
    /// <summary>
    /// The largest lead of the clocks of server, proxy and app over the records' stamps that does no harm. Records older than that
    /// are complete even while a reading goes on.
    /// </summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(15);

    /// <summary>A time, by the clock that stamps the records, at which or after which a reading began. Never later than what is certain.</summary>
    /// <param name="newest">The newest stamp that earlier readings saw; null when there is none.</param>
    /// <param name="elapsed">How long ago that was, by our own clock.</param>
    /// <param name="headerTime">The time that the server's answer names; null when it names none.</param>
    /// <param name="ownTime">Our own time.</param>
    /// <returns>
    /// The records' clock was at <paramref name="newest"/> when that record was seen, and has gone on since. Of a poller that was not read
    /// for long, or never, the earlier one of the two other clocks less <see cref="ClockTolerance"/> may say more.
    /// </returns>
    public static DateTimeOffset Began(DateTimeOffset? newest, TimeSpan elapsed, DateTimeOffset? headerTime, DateTimeOffset ownTime)
    {
        var assumed = (headerTime < ownTime ? headerTime.Value : ownTime) - ClockTolerance;
        var certain = newest + (elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero);
        return certain > assumed ? certain.Value : assumed;
    }

    /// <summary>
    /// The position that is safe once every record up to <paramref name="lastRecord"/> is on the queue: never beyond a record that was
    /// seen. A record may become visible up to <paramref name="overlap"/> after its stamp, so nothing younger than that before the
    /// reading began is taken for settled.
    /// </summary>
    /// <param name="lastRecord">The newest stamp that was read, now or before; null when there was none.</param>
    /// <param name="began">When the reading began, by <see cref="Began"/>.</param>
    /// <param name="overlap">How late a record may become visible.</param>
    /// <returns>The new position (UTC), or null when it cannot be determined.</returns>
    public static DateTimeOffset? Next(DateTimeOffset? lastRecord, DateTimeOffset began, TimeSpan overlap) =>
        lastRecord > began - overlap ? began - overlap : lastRecord;
}
