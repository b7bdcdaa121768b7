using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Core.Storage.Jobs;

/// <summary>A bulk operation that runs on a queue.</summary>
/// <param name="Id">The job.</param>
/// <param name="Kind">The operation: <c>replay</c>, <c>discard</c>, <c>recount</c>, <c>decide</c>, <c>extract</c>, <c>forget</c>, <c>reconcile</c> or <c>reports</c>.</param>
/// <param name="State">One of <see cref="JobStates"/>.</param>
/// <param name="Queue">The queue whose dead letters it works on; null for all.</param>
/// <param name="Total">How many items there were when it began; null before.</param>
/// <param name="Done">Items that are done.</param>
/// <param name="Failed">Items that could not be done; they stay as they were.</param>
/// <param name="CreatedAt">When it was ordered (UTC).</param>
/// <param name="StartedAt">When it began (UTC); null before.</param>
/// <param name="FinishedAt">When it ended, or was abandoned (UTC); null before.</param>
/// <param name="Code">Stable code of the reason why it was abandoned; null if it was not.</param>
public sealed record Job(
    string Id,
    string Kind,
    string State,
    string? Queue,
    int? Total,
    int Done,
    int Failed,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Code)
{
    /// <summary>Which dead letters it works on; null for a job about something else, or about all of a queue.</summary>
    public DeadLetterFilter? Filter { get; init; }

    /// <summary>The operator who ordered it; null when it is not known.</summary>
    public string? By { get; init; }
}
