using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Core.Storage.Jobs;

/// <summary>A job with its progress.</summary>
internal sealed record JobRow
{
    public required string Id { get; init; }

    public required string Kind { get; init; }

    public string? Queue { get; init; }

    /// <summary>Which dead letters it works on; null for all of <see cref="Queue"/>.</summary>
    public DeadLetterFilter? Filter { get; init; }

    /// <summary>The items of a job that names them; null for one with a filter.</summary>
    public IReadOnlyList<string>? Items { get; init; }

    /// <summary>What else the operation needs: the reason of a discard, the answer to reviews.</summary>
    public string? Argument { get; init; }

    /// <summary>The operator who ordered it.</summary>
    public string? By { get; init; }

    public required string State { get; init; }

    public int? Total { get; init; }

    public int Done { get; init; }

    public int Failed { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public string? Code { get; init; }

    /// <summary>The last item that is done, as its work names it; null at the beginning.</summary>
    public string? After { get; init; }

    /// <summary>The items in work, written before the first of them is touched; null between two chunks.</summary>
    public IReadOnlyList<string>? Chunk { get; init; }

    /// <summary>How often the items in work were postponed.</summary>
    public int Postponed { get; init; }

    /// <summary>The invocation that works on the job; null for none.</summary>
    public string? Owner { get; init; }

    /// <summary>Until when no other invocation may take the job over (UTC).</summary>
    public DateTimeOffset LeaseUntil { get; init; }

    public bool IsFinished => State is JobStates.Done or JobStates.Failed;

    public Job ToJob() => new(Id, Kind, State, Queue, Total, Done, Failed, CreatedAt, StartedAt, FinishedAt, Code) { Filter = Filter, By = By };
}
