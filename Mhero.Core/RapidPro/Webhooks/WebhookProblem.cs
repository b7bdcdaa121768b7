namespace Mhero.Core.RapidPro.Webhooks;

/// <summary>One reason why a webhook's body cannot be used.</summary>
/// <param name="Code">A stable code, one of <see cref="RapidProInputCodes"/>.</param>
/// <param name="Path">Where in the body (<c>contact.uuid</c>, <c>results.color</c>); empty when it is about the body as a whole.</param>
/// <param name="Message">The change that a flow author has to make. It repeats nothing of the body and may be logged.</param>
public sealed record WebhookProblem(string Code, string Path, string Message);
