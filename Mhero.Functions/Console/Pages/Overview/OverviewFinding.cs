namespace Mhero.Functions.Console.Pages.Overview;

/// <summary>Something that an operator should know or do.</summary>
/// <param name="Kind"><c>bad</c> when work does not go on, <c>note</c> when a person is asked.</param>
/// <param name="TextKey">The text.</param>
/// <param name="Values">Its values.</param>
/// <param name="Path">The page on which to do it; null for none.</param>
/// <param name="Detail">The cause, as the failure says it; null for none.</param>
public sealed record OverviewFinding(string Kind, string TextKey, IReadOnlyList<object> Values, string? Path = null, string? Detail = null);
