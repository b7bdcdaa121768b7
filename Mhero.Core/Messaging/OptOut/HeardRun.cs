namespace Mhero.Core.Messaging.OptOut;

/// <summary>A run whose answer was heard.</summary>
/// <param name="Run">The run's UUID.</param>
/// <param name="IsOut">That no messages are wanted, as the run last said; else that some are again.</param>
/// <param name="At">When it said so (UTC).</param>
internal sealed record HeardRun(Guid Run, bool IsOut, DateTimeOffset At);
