namespace Mhero.Core.Operating.Messages;

/// <summary>A recipient who did not get the message.</summary>
/// <param name="Person">Reference of the person; null when only the contact is known.</param>
/// <param name="Contact">The contact; null when there is none.</param>
/// <param name="State"><c>notDone</c>, <c>leftOut</c> or <c>unknown</c>.</param>
/// <param name="Code">Why, a constant of <see cref="Messaging.MessagingCodes"/>; null when it is not known.</param>
/// <param name="Reason">Why, for a person to read; null where the code says it.</param>
/// <param name="CanBeSentAgain">Whether a resend would reach the person.</param>
public sealed record FailedRecipient(string? Person, Guid? Contact, string State, string? Code, string? Reason, bool CanBeSentAgain);
