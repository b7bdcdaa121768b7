namespace Mhero.Core.Floip.Http;

/// <summary>
/// A place between two pages, from which a reading can go on in another process. The anchor finds links that lead back, whatever the
/// length of their circle: it is a link of before, and moves on at page 1, 2, 4, 8 and so on (Brent's algorithm).
/// </summary>
/// <param name="Link">The link to the next page as the server gave it.</param>
/// <param name="Pages">How many pages were read until here.</param>
/// <param name="Anchor">A link of before.</param>
/// <param name="Content">The hash of the last page that had rows; null for none.</param>
public sealed record PagePosition(string Link, int Pages, string? Anchor, string? Content);
