namespace Mhero.Core.Sync.Contacts;

/// <summary>A record of a review, as it is now.</summary>
/// <param name="Reference">The worker's reference or the contact's UUID.</param>
/// <param name="Reason">Why it may be the one; null for the subject.</param>
/// <param name="IsContact">Whether it is a contact in RapidPro, and not a worker in the registry.</param>
/// <param name="Values">Its values by attribute (<c>name</c>, <c>numbers</c>, <c>fields.cadre</c>); null when it does not exist any more.</param>
public sealed record ReviewSide(string Reference, string? Reason, bool IsContact, IReadOnlyDictionary<string, string>? Values);
