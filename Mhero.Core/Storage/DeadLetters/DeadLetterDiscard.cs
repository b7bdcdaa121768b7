namespace Mhero.Core.Storage.DeadLetters;

/// <summary>The decision that a dead letter needs no further work. It can be undone.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">The operator's name.</param>
/// <param name="Reason">The reason that the operator gave.</param>
public sealed record DeadLetterDiscard(DateTimeOffset At, string By, string Reason);
