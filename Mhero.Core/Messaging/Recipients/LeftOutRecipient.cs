namespace Mhero.Core.Messaging.Recipients;

/// <summary>Somebody, or a group of people, whom the message does not go to.</summary>
/// <param name="Reference">Who it is (<c>Practitioner/123</c>), or what the request named.</param>
/// <param name="Code">Why, a constant of <see cref="MessagingCodes"/>.</param>
/// <param name="Reason">Why, for a person to read; no names and numbers.</param>
/// <param name="Path">Where the request names them.</param>
public sealed record LeftOutRecipient(string Reference, string Code, string Reason, string Path);
