namespace Mhero.Core.Storage.Queues;

/// <summary>A claim to order something, and until when it covers later wishes for the same.</summary>
/// <param name="By">A name of the order's own.</param>
/// <param name="CoversUntil">Wishes before this moment are covered (UTC).</param>
/// <param name="IsSent">Whether the order is known to be on the queue.</param>
internal sealed record OrderClaim(string By, DateTimeOffset CoversUntil, bool IsSent);
