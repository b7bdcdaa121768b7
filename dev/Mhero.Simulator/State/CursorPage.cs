namespace Mhero.Simulator.State;

/// <summary>
/// One page of a poller, cut as Django REST framework's cursor pagination cuts it: the position is the last row's time, and
/// an offset counts the rows that share it. That is why a row touched during a crawl is missed newest first, and met twice
/// oldest first.
/// </summary>
internal sealed record CursorPage(List<PageKey> Keys, PageCursor? Next, PageCursor? Previous)
{
    /// <param name="source">The poller, oldest first.</param>
    /// <param name="after">Lowest time, inclusive.</param>
    /// <param name="before">Highest time, inclusive.</param>
    /// <param name="newestFirst">RapidPro's default; false with <c>reverse=true</c>.</param>
    /// <param name="cursor">Where to go on; null for the first page.</param>
    /// <param name="size">Rows in a page.</param>
    /// <param name="where">Which rows count; null for all.</param>
    public static CursorPage Read(SortedSet<PageKey> source, long after, long before, bool newestFirst, PageCursor? cursor, int size, Func<int, bool>? where = null)
    {
        var backwards = cursor?.Backwards ?? false;
        var descending = newestFirst != backwards;
        if (cursor?.Position is { } position)
        {
            (after, before) = descending ? (after, Math.Min(before, position - 1)) : (Math.Max(after, position + 1), before);
        }

        var keys = after > before ? [] : Take(source, after, before, descending, cursor?.Offset ?? 0, size, where);
        PageKey? following = keys.Count > size ? keys[size] : null;
        if (following is not null)
        {
            keys.RemoveAt(size);
        }

        var moved = cursor?.Position is not null || cursor?.Offset > 0;
        if (!backwards)
        {
            return new CursorPage(
                keys,
                following is { } next ? Link(keys, size, fromEnd: true, next.Time, moved, cursor, cursor?.Position) : null,
                moved ? Link(keys, size, fromEnd: false, cursor?.Position, following is not null, cursor, following?.Time) : null);
        }

        keys.Reverse();
        return new CursorPage(
            keys,
            moved ? Link(keys, size, fromEnd: true, cursor?.Position, following is not null, cursor, following?.Time) : null,
            following is { } previous ? Link(keys, size, fromEnd: false, previous.Time, moved, cursor, cursor?.Position) : null);
    }

    private static List<PageKey> Take(SortedSet<PageKey> source, long after, long before, bool descending, int skip, int size, Func<int, bool>? where)
    {
        var keys = new List<PageKey>();
        var window = source.GetViewBetween(new PageKey(after, int.MinValue), new PageKey(before, int.MaxValue));
        foreach (var key in descending ? window.Reverse() : window)
        {
            if (where?.Invoke(key.Id) == false)
            {
                continue;
            }

            if (skip > 0)
            {
                skip--;
                continue;
            }

            keys.Add(key);
            if (keys.Count > size)
            {
                break;
            }
        }

        return keys;
    }

    /// <summary>
    /// The cursor of a link. Seen from the page's edge, the first row whose time differs from its outer neighbour's marks
    /// the position; the rows passed on the way are the offset.
    /// </summary>
    /// <param name="keys">The page in the order shown.</param>
    /// <param name="size">Rows in a page.</param>
    /// <param name="fromEnd">True for the next link, false for the previous one.</param>
    /// <param name="edge">The time of the row beyond the edge.</param>
    /// <param name="moreBehind">Whether there is a page on the other side.</param>
    /// <param name="cursor">The cursor that led here.</param>
    /// <param name="behind">The position on the other side.</param>
    private static PageCursor Link(List<PageKey> keys, int size, bool fromEnd, long? edge, bool moreBehind, PageCursor? cursor, long? behind)
    {
        var backwards = !fromEnd;
        if (keys.Count == 0)
        {
            return new PageCursor(0, backwards, edge);
        }

        var turned = cursor is { } came && came.Backwards == fromEnd;
        var neighbour = turned && cursor!.Value.Offset != 0 ? keys[fromEnd ? ^1 : 0].Time : edge;
        for (var i = 0; i < keys.Count; i++)
        {
            var time = keys[fromEnd ? keys.Count - 1 - i : i].Time;
            if (time != neighbour)
            {
                return new PageCursor(i, backwards, time);
            }

            neighbour = time;
        }

        // The whole page shares one time.
        return !moreBehind ? new PageCursor(size, backwards, null)
            : turned ? new PageCursor(0, backwards, behind)
            : new PageCursor((cursor?.Offset ?? 0) + size, backwards, behind);
    }
}
