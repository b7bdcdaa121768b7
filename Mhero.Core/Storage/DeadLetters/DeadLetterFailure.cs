namespace Mhero.Core.Storage.DeadLetters;

/// <summary>One of the failures of a dead letter.</summary>
/// <param name="At">When it was dead-lettered (UTC).</param>
/// <param name="Code">Stable code of the failure.</param>
/// <param name="Attempts">How often the record had been tried by then.</param>
public sealed record DeadLetterFailure(DateTimeOffset At, string Code, int Attempts);
