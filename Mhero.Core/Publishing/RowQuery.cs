namespace Mhero.Core.Publishing;

/// <summary>Which rows of a package a client asks for.</summary>
internal sealed record RowQuery
{
    /// <summary>Rows after this time only; null for all.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Rows up to this time, inclusive; null for all.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Rows of this version of the package and later ones; null for all.</summary>
    public DateTimeOffset? MinVersion { get; init; }

    /// <summary>Rows of this version of the package and earlier ones; null for all.</summary>
    public DateTimeOffset? MaxVersion { get; init; }

    /// <summary>How many rows a page has at most.</summary>
    public required int PageSize { get; init; }

    /// <summary>Where the page begins or, with <see cref="IsBackward"/>, ends, exclusive; null for the beginning.</summary>
    public RowCursor? Cursor { get; init; }

    /// <summary>Whether the page ends at the cursor.</summary>
    public bool IsBackward { get; init; }
}
