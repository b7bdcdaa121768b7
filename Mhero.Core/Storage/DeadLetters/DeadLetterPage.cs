namespace Mhero.Core.Storage.DeadLetters;

/// <summary>A page of a list of dead letters.</summary>
/// <param name="Letters">The dead letters, the latest failure first. A page may be short, or empty, although more follow: a filter that matches little is searched in parts.</param>
/// <param name="Next">Gives the next page; null after the last one.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetterSummary> Letters, string? Next);
