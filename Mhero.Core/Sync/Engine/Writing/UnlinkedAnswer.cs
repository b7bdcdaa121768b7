namespace Mhero.Core.Sync.Engine.Writing;

/// <summary>A run or message that is about to be written without naming a health worker.</summary>
/// <param name="Contact">Its contact.</param>
/// <param name="Id">The key of the run or message; a later row with the same key replaces the earlier one.</param>
/// <param name="Queue">The queue that carries its kind.</param>
/// <param name="Message">The queue message that has it written again.</param>
internal sealed record UnlinkedAnswer(Guid Contact, string Id, string Queue, string Message);
