namespace Mhero.Core.Messaging.OptOut;

/// <summary>A run whose answer was processed.</summary>
/// <param name="Run">The run's UUID.</param>
/// <param name="IsOut">The run's last answer: true for no messages, false for messages again.</param>
/// <param name="At">When the answer was given (UTC).</param>
internal sealed record AnsweredRun(Guid Run, bool IsOut, DateTimeOffset At);
