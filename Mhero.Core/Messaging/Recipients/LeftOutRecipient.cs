namespace Mhero.Core.Messaging.Recipients;

/// <summary>A person, or a group of people, who does not get the message.</summary>
/// <param name="Reference">The person's reference (<c>Practitioner/123</c>), or the target as the request names it.</param>
/// <param name="Code">Why, a constant of <see cref="MessagingCodes"/>.</param>
/// <param name="Reason">Why, for a person to read; no names and numbers.</param>
/// <param name="Path">Where the request names them.</param>
public sealed record LeftOutRecipient(string Reference, string Code, string Reason, string Path);
