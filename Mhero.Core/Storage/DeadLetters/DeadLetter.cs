namespace Mhero.Core.Storage.DeadLetters;

/// <summary>A record that could not be handled, kept with all that is needed to try again.</summary>
/// <param name="Id">Follows from queue and subject: the same record failing again is the same dead letter.</param>
/// <param name="Queue">The queue to which a replay sends the payload.</param>
/// <param name="Subject">The subject, by reference or UUID; never a name, a number or a text.</param>
/// <param name="Payload">The message to replay, JSON.</param>
/// <param name="Code">Stable code of the failure.</param>
/// <param name="Cause">What went wrong, for a person.</param>
/// <param name="Attempts">How often it was tried before it was last dead-lettered.</param>
/// <param name="FirstFailedAt">When it was first dead-lettered (UTC), replays in between included.</param>
/// <param name="LastFailedAt">When it was last dead-lettered (UTC).</param>
/// <param name="Replays">How often it has been replayed.</param>
public sealed record DeadLetter(
    string Id,
    string Queue,
    string Subject,
    string Payload,
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
