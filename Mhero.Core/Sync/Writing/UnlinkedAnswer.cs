namespace Mhero.Core.Sync.Writing;

/// <summary>A run or message that is about to be written without naming a health worker.</summary>
/// <param name="Contact">The contact that it is of.</param>
/// <param name="Id">What the run or message is known by; the same one replaces what was noted of it before.</param>
/// <param name="Queue">The queue that carries its kind.</param>
/// <param name="Message">The queue message that has it written again.</param>
internal sealed record UnlinkedAnswer(Guid Contact, string Id, string Queue, string Message);
