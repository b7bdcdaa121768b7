namespace Mhero.Simulator.Floip;

/// <summary>The effect of a fault on one request to a <see cref="FloipServer"/>.</summary>
/// <param name="Status">The status that is answered; null where the answer is as it should be.</param>
/// <param name="RetryAfterSeconds">The Retry-After header; null for none.</param>
/// <param name="IsCut">Whether only the first half of the body is sent before the connection breaks.</param>
/// <param name="LeadsBack">Whether the link to the next page of rows leads to this page again.</param>
public sealed record FloipFault(int? Status = null, int? RetryAfterSeconds = null, bool IsCut = false, bool LeadsBack = false);
