namespace Mhero.Core.Floip.Results;

/// <summary>The answer of a row.</summary>
/// <param name="Values">The values as text: one, or those of a list; a number as its digits, an object as its JSON.</param>
/// <param name="IsList">Whether the row has a list.</param>
public sealed record RowResponse(IReadOnlyList<string> Values, bool IsList);
