namespace Mhero.Core.Storage.DeadLetters;

/// <summary>The row of a dead letter.</summary>
internal sealed record DeadLetterRow
{
    private const int FailuresKept = 10;

    public required string Id { get; init; }

    public required string Queue { get; init; }

    public required string Subject { get; init; }

    public required string Payload { get; init; }

    public required string Code { get; init; }

    public required string Cause { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset FirstFailedAt { get; init; }

    public DateTimeOffset LastFailedAt { get; init; }

    public int Replays { get; init; }

    public string? Flow { get; init; }

    public string? FlowName { get; init; }

    public string? Facility { get; init; }

    public string? Contact { get; init; }

    public DeadLetterDiscard? Discarded { get; init; }

    /// <summary>The last failures, the latest last; null in rows of earlier versions of mHero.</summary>
    public IReadOnlyList<DeadLetterFailure>? Failures { get; init; }

    /// <summary>The change that wrote the row; null in rows of earlier versions of mHero, which have no index.</summary>
    public string? Stamp { get; init; }

    /// <summary>Adds a failure to the ones before it.</summary>
    public static IReadOnlyList<DeadLetterFailure> With(IReadOnlyList<DeadLetterFailure>? before, DeadLetterFailure failure) =>
        [.. (before ?? []).Append(failure).TakeLast(FailuresKept)];

    public DeadLetter ToLetter() => new(Id, Queue, Subject, Payload, Code, Cause, Attempts, FirstFailedAt, LastFailedAt, Replays)
    {
        Flow = Flow,
        FlowName = FlowName,
        Facility = Facility,
        Contact = Contact,
        Discarded = Discarded,
    };

    public DeadLetterSummary ToSummary() => new(Id, Queue, Subject, Code, Cause[..Math.Min(Cause.Length, 300)], Attempts, FirstFailedAt, LastFailedAt, Replays)
    {
        Flow = Flow,
        FlowName = FlowName,
        Facility = Facility,
        Contact = Contact,
        Discarded = Discarded,
    };
}
