namespace Mhero.Core.Storage;

/// <summary>Who orders something, and until when that covers what happens meanwhile.</summary>
/// <param name="By">A name of the order's own.</param>
/// <param name="CoversUntil">What happens before this moment is covered (UTC).</param>
/// <param name="IsSent">Whether the order is known to be on the queue.</param>
internal sealed record OrderClaim(string By, DateTimeOffset CoversUntil, bool IsSent);
