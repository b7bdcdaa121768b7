namespace Mhero.Core.Operating.Failures;

/// <summary>The answer to an edit of a dead letter.</summary>
/// <param name="Result">The result.</param>
/// <param name="Fault">The fault of an unreadable payload; null for any other result.</param>
public sealed record EditAnswer(EditResult Result, string? Fault = null);
