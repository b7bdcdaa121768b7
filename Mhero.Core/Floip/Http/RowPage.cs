using Mhero.Core.Floip.Results;

namespace Mhero.Core.Floip.Http;

/// <summary>One page of the rows of a package.</summary>
/// <param name="Rows">The rows and the entries that cannot be read, in the server's order.</param>
/// <param name="Next">The link to the next page as the server gives it; null at the end.</param>
public sealed record RowPage(IReadOnlyList<RowReading> Rows, string? Next)
{
    /// <summary>The id of the package that the page names; null for none.</summary>
    public string? PackageId { get; init; }
}
