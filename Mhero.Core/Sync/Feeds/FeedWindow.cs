namespace Mhero.Core.Sync.Feeds;

/// <summary>Where a feed is to be read from next time.</summary>
internal static class FeedWindow
{
    /// <summary>
    /// The position that is safe once every record up to <paramref name="lastRecord"/> is on the queue. A record may
    /// become visible up to <paramref name="overlap"/> after its time stamp, so nothing younger than that before the
    /// reading began is taken for settled, however far the reading came.
    /// </summary>
    /// <param name="lastRecord">Time stamp of the last record that was read; null when there was none.</param>
    /// <param name="readingBegan">The server's own time when it answered the first page; null when it does not say.</param>
    /// <param name="overlap">How late a record may become visible.</param>
    /// <param name="complete">Whether the feed was read to its end.</param>
    /// <returns>The new position (UTC), or null when nothing can be said.</returns>
    public static DateTimeOffset? Next(DateTimeOffset? lastRecord, DateTimeOffset? readingBegan, TimeSpan overlap, bool complete)
    {
        var settled = readingBegan - overlap ?? lastRecord - overlap;
        return complete || settled is null || lastRecord is null || lastRecord > settled ? settled : lastRecord;
    }
}
