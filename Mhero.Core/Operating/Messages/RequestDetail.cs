namespace Mhero.Core.Operating.Messages;

/// <summary>A message request with those who did not get the message.</summary>
/// <param name="Request">The request.</param>
/// <param name="Texts">The text by language (ISO 639-3); empty for a flow.</param>
/// <param name="Failed">Those who did not get it, at most 1,000.</param>
/// <param name="IsCut">Whether there are more of them.</param>
public sealed record RequestDetail(RequestSummary Request, IReadOnlyDictionary<string, string> Texts, IReadOnlyList<FailedRecipient> Failed, bool IsCut);
