namespace Mhero.Core.Messaging.Requests;

/// <summary>One fault of a request.</summary>
/// <param name="Code">A constant of <see cref="MessagingCodes"/>.</param>
/// <param name="Path">The element, as FHIRPath (<c>CommunicationRequest.recipient[3]</c>).</param>
/// <param name="Message">The fault and its correction, without personal data.</param>
public sealed record RequestFault(string Code, string Path, string Message);
