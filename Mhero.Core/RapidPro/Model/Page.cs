namespace Mhero.Core.RapidPro.Model;

/// <summary>One page of a list (at most 250 on RapidPro).</summary>
/// <typeparam name="T">The type of the listed objects.</typeparam>
/// <param name="Results">The page's objects; may be empty.</param>
/// <param name="NextCursor">The cursor of the next page, to be handed back as it is; null at the end.</param>
/// <param name="ServerTime">The server's clock when it answered (its <c>Date</c> header, to the second); null when it sent none.</param>
public sealed record Page<T>(IReadOnlyList<T> Results, string? NextCursor, DateTimeOffset? ServerTime);
