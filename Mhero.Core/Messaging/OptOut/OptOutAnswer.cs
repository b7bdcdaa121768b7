namespace Mhero.Core.Messaging.OptOut;

/// <summary>What somebody said in a flow.</summary>
/// <param name="IsOut">That no messages are wanted; else that some are again.</param>
/// <param name="At">When (UTC): by RapidPro's clock, or by our own when a webhook brought it.</param>
/// <param name="Runs">The run's UUID, and those under which it was known before it had its name.</param>
internal sealed record OptOutAnswer(bool IsOut, DateTimeOffset At, IReadOnlyList<Guid> Runs);
