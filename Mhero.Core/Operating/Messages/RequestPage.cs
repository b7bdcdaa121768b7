namespace Mhero.Core.Operating.Messages;

/// <summary>A page of message requests.</summary>
/// <param name="Requests">The requests, the latest first.</param>
/// <param name="Next">Gives the next page; null after the last one.</param>
public sealed record RequestPage(IReadOnlyList<RequestSummary> Requests, string? Next);
