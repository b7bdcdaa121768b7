namespace Mhero.Core.Storage.DeadLetters;

/// <summary>How many open dead letters of a queue and code have ids that begin with one digit.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Code">The code.</param>
/// <param name="Count">The number.</param>
/// <param name="Stamp">The change that wrote it.</param>
internal sealed record DeadLetterCounter(string Queue, string Code, int Count, string Stamp);
