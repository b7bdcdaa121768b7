using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Storage.Cursors;

/// <summary>The cursors of all pollers. A cursor moves forwards only, and only from where its reader saw it.</summary>
/// <param name="table">Where they are kept.</param>
/// <param name="time">The clock.</param>
public sealed class CursorStore(DocumentTable table, TimeProvider time) : ICursorStore
{
    private const string Partition = "cursors";

    /// <summary>The header tells whole seconds, and an answer is on its way for a while: a smaller change of a clock's difference is none.</summary>
    internal static readonly TimeSpan ClockStep = TimeSpan.FromSeconds(5);

    /// <summary>Our own time (UTC), by which it is measured how long ago something was seen.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Reads a cursor.</summary>
    /// <param name="name">The poller's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The cursor; one without position if the poller was never read.</returns>
    public async Task<Cursor> ReadAsync(string name, CancellationToken cancellationToken = default) =>
        await table.FindAsync(Partition, name, cancellationToken) is { } document
            ? ToCursor(document)
            : new Cursor(name, null, null, null);

    /// <summary>Moves a cursor, unless another reader moved or reset it since <paramref name="from"/> was read.</summary>
    /// <param name="from">The cursor as read.</param>
    /// <param name="to">The new position. One that is not later writes nothing: a cursor never moves backwards.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The cursor where it is now; null if another was quicker: read it again.</returns>
    public Task<Cursor?> TryMoveAsync(Cursor from, DateTimeOffset to, CancellationToken cancellationToken = default) =>
        TryMoveAsync(from, to, from.Newest, null, cancellationToken);

    /// <inheritdoc cref="TryMoveAsync(Cursor, DateTimeOffset, CancellationToken)"/>
    /// <param name="from">The cursor as read.</param>
    /// <param name="to">The new position. Neither it nor <paramref name="newest"/> moves backwards.</param>
    /// <param name="newest">The newest stamp that was seen; null when there is none.</param>
    /// <param name="clock">How far the server's <c>Date</c> header is ahead of our own clock; null when it is not known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Cursor?> TryMoveAsync(Cursor from, DateTimeOffset to, DateTimeOffset? newest, TimeSpan? clock, CancellationToken cancellationToken = default)
    {
        var isNewer = newest is not null && (from.Newest is null || newest > from.Newest);
        var seconds = clock is { } difference ? (int)Math.Clamp(Math.Round(difference.TotalSeconds), int.MinValue, int.MaxValue) : (int?)null;
        var isOtherClock = seconds is not null && (from.ClockSeconds is not { } before || Math.Abs((long)seconds - before) >= ClockStep.TotalSeconds);
        if (from.Position >= to && !isNewer && !isOtherClock)
        {
            return from;
        }

        var now = time.GetUtcNow();
        var isMoved = from.Position is null || to > from.Position;
        var content = new CursorContent(isMoved ? to.ToUniversalTime() : from.Position!.Value, isMoved ? now : from.MovedAt ?? now)
        {
            Newest = isNewer ? newest!.Value.ToUniversalTime() : from.Newest,
            NewestSeenAt = isNewer ? now : from.NewestSeenAt,
            ClockSeconds = seconds ?? from.ClockSeconds,
            ClockAt = seconds is null ? from.ClockAt : now,
        };
        var document = new Document(from.Name, StorageJson.Write(content, StorageJson.Instance.CursorContent), from.Version);
        var written = await table.WriteAsync(Partition, [document], cancellationToken);
        return written[from.Name] is { } version ? Of(from.Name, content, version) : null;
    }

    /// <summary>Lists the cursors of all pollers that have been read.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The cursors by name.</returns>
    public async Task<IReadOnlyList<Cursor>> ListAsync(CancellationToken cancellationToken = default)
    {
        var cursors = new List<Cursor>();
        await foreach (var document in table.ScanAsync(Partition, null, cancellationToken))
        {
            cursors.Add(ToCursor(document));
        }

        return cursors;
    }

    /// <summary>Forgets a cursor, so that its poller is read from the start. A reader under way can no longer move it.</summary>
    /// <param name="name">The poller's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Nothing.</returns>
    public Task ResetAsync(string name, CancellationToken cancellationToken = default) =>
        table.DeleteAsync(Partition, [name], cancellationToken);

    private static Cursor ToCursor(Document document)
    {
        var content = StorageJson.Read(document, StorageJson.Instance.CursorContent);
        return Of(document.Key, content, document.Version);
    }

    private static Cursor Of(string name, CursorContent content, string? version) =>
        new(name, content.Position, content.MovedAt, version) { Newest = content.Newest, NewestSeenAt = content.NewestSeenAt, ClockSeconds = content.ClockSeconds, ClockAt = content.ClockAt };
}
