namespace Mhero.Core.Publishing;

/// <summary>An answer of the Flow Results API: a document, or a problem.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Json">The document as UTF-8; empty with a problem.</param>
/// <param name="Code">The problem's code; null with a document.</param>
/// <param name="Detail">What to change; null with a document.</param>
public sealed record PublishedAnswer(int Status, ReadOnlyMemory<byte> Json, string? Code = null, string? Detail = null)
{
    internal static PublishedAnswer Problem(int status, string code, string detail) => new(status, default, code, detail);
}
