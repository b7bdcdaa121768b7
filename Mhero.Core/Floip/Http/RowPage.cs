using Mhero.Core.Floip.Results;

namespace Mhero.Core.Floip.Http;

/// <summary>A page of the rows of a package, or a part of one.</summary>
/// <param name="Rows">The rows and the entries that cannot be read, in the server's order.</param>
/// <param name="Next">Where the next page begins; null at the end of the last page, and for a part that does not end its page.</param>
public sealed record RowPage(IReadOnlyList<RowReading> Rows, PagePosition? Next)
{
    /// <summary>The id of the package that the page names so far; null for none.</summary>
    public string? PackageId { get; init; }

    /// <summary>Whether the page ends with these rows.</summary>
    public bool IsEnd { get; init; } = true;
}
