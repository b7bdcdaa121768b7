using Mhero.Simulator.State;

namespace Mhero.Simulator.Api;

/// <summary>The part of a poller that a request asks for: its window, its order and where to go on.</summary>
/// <param name="After">Lowest time, inclusive; null when it could not be read, which leaves nothing.</param>
/// <param name="Before">Highest time, inclusive; null when it could not be read, which leaves nothing.</param>
/// <param name="OldestFirst"><c>reverse=true</c>.</param>
/// <param name="Cursor">Null for the first page.</param>
/// <param name="Size">Rows in a page.</param>
internal readonly record struct PageRequest(long? After, long? Before, bool OldestFirst, PageCursor? Cursor, int Size)
{
    private static readonly SortedSet<PageKey> Nothing = [];

    /// <summary>Whether a time lies in the window.</summary>
    public bool Holds(long time) => After is { } after && Before is { } before && time >= after && time <= before;

    public static bool TryRead(ApiRequest request, out PageRequest wanted, out ApiResponse refusal)
    {
        refusal = null!;
        wanted = default;
        PageCursor? cursor = null;
        if (request.Param("cursor") is { } encoded)
        {
            cursor = PageCursor.Decode(encoded, out var failure);
            if (cursor is null)
            {
                refusal = failure == 404 ? ApiResponse.Detail(404, "Invalid cursor") : ApiResponse.ServerError();
                return false;
            }
        }

        wanted = new PageRequest(
            TimeFilter.Read(request.Filter("after"), long.MinValue),
            TimeFilter.Read(request.Filter("before"), long.MaxValue),
            request.Flag("reverse"),
            cursor,
            request.PageSize);
        return true;
    }

    /// <summary>The page of a poller that is ordered by the time that is filtered by.</summary>
    public CursorPage Read(SortedSet<PageKey> poller, Func<int, bool>? where = null) =>
        CursorPage.Read(After is null || Before is null ? Nothing : poller, After ?? 0, Before ?? 0, !OldestFirst, Cursor, Size, where);

    /// <summary>The page of a poller that is ordered by another time, newest first, and holds what the window lets through.</summary>
    public CursorPage ReadUnbounded(SortedSet<PageKey> poller, Func<int, bool>? where = null) =>
        CursorPage.Read(poller, long.MinValue, long.MaxValue, newestFirst: true, Cursor, Size, where);
}
