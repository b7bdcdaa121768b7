namespace Mhero.Core.Operating.Messages;

/// <summary>The result of an order to send a request again.</summary>
/// <param name="Request">The new request; null when no recipient failed who was not sent to again.</param>
/// <param name="Recipients">To how many people it goes.</param>
public sealed record ResendResult(Guid? Request, int Recipients);
