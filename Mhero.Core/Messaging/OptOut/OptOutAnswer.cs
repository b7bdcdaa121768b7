namespace Mhero.Core.Messaging.OptOut;

/// <summary>A person's answer in a flow about messages.</summary>
/// <param name="IsOut">True for no messages; false for messages again.</param>
/// <param name="At">When (UTC): by RapidPro's clock, or by our own when a webhook brought it.</param>
/// <param name="Runs">The run's UUID, and those under which it was known before it had its name.</param>
internal sealed record OptOutAnswer(bool IsOut, DateTimeOffset At, IReadOnlyList<Guid> Runs);
