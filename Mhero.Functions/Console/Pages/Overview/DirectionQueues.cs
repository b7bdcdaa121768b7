namespace Mhero.Functions.Console.Pages.Overview;

/// <summary>The queues of the directions.</summary>
/// <param name="Names">The name of each direction's queue.</param>
/// <param name="Failed">The open dead letters of each queue, by its name; a queue without any is left out.</param>
public sealed record DirectionQueues(IReadOnlyDictionary<string, string> Names, IReadOnlyDictionary<string, int> Failed);
