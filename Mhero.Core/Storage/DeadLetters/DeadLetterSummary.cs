namespace Mhero.Core.Storage.DeadLetters;

/// <summary>A dead letter as lists show it: without its payload.</summary>
/// <param name="Id">The dead letter.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Subject">Its subject, by reference or UUID.</param>
/// <param name="Code">Stable code of the failure.</param>
/// <param name="Cause">The cause; the first 300 characters.</param>
/// <param name="Attempts">How often it was tried before it was last dead-lettered.</param>
/// <param name="FirstFailedAt">When it was first dead-lettered (UTC).</param>
/// <param name="LastFailedAt">When it was last dead-lettered (UTC).</param>
/// <param name="Replays">How often it has been replayed.</param>
public sealed record DeadLetterSummary(
    string Id,
    string Queue,
    string Subject,
    string Code,
    string Cause,
    int Attempts,
    DateTimeOffset FirstFailedAt,
    DateTimeOffset LastFailedAt,
    int Replays)
{
    /// <summary>UUID of the flow that the payload names; null for none.</summary>
    public string? Flow { get; init; }

    /// <summary>Name of that flow; null when the payload does not tell it.</summary>
    public string? FlowName { get; init; }

    /// <summary>The facility that the payload names; null for none.</summary>
    public string? Facility { get; init; }

    /// <summary>UUID of the contact that the payload names; null for none.</summary>
    public string? Contact { get; init; }

    /// <summary>The discard with operator and reason; null for an open one.</summary>
    public DeadLetterDiscard? Discarded { get; init; }
}
