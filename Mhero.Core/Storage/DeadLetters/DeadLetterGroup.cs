namespace Mhero.Core.Storage.DeadLetters;

/// <summary>The open dead letters of one queue with one cause.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Code">Stable code of the failure.</param>
/// <param name="Count">How many there are.</param>
/// <param name="FirstFailedAt">The earliest first failure of them (UTC).</param>
/// <param name="LastFailedAt">The latest failure of them (UTC).</param>
/// <param name="Cause">The cause of the latest, as an example; the first 300 characters.</param>
public sealed record DeadLetterGroup(string Queue, string Code, int Count, DateTimeOffset FirstFailedAt, DateTimeOffset LastFailedAt, string Cause);
