namespace Mhero.Core.Storage.Cursors;

/// <summary>The cursors of all pollers: the seam that lets a test keep them in memory.</summary>
internal interface ICursorStore
{
    /// <inheritdoc cref="CursorStore.Now"/>
    DateTimeOffset Now { get; }

    /// <inheritdoc cref="CursorStore.ReadAsync"/>
    Task<Cursor> ReadAsync(string name, CancellationToken cancellationToken);

    /// <inheritdoc cref="CursorStore.TryMoveAsync(Cursor, DateTimeOffset, DateTimeOffset?, TimeSpan?, CancellationToken)"/>
    Task<Cursor?> TryMoveAsync(Cursor from, DateTimeOffset to, DateTimeOffset? newest, TimeSpan? clock, CancellationToken cancellationToken);

    /// <inheritdoc cref="CursorStore.ResetAsync"/>
    Task ResetAsync(string name, CancellationToken cancellationToken);
}
