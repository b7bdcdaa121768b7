namespace Mhero.Core.Storage.Reviews;

/// <summary>A question that only a person can answer: which of several records belong together, whose number it is.</summary>
/// <param name="Id">Follows from the subject: the same question is asked once.</param>
/// <param name="Subject">The subject, by reference or UUID; never a name, a number or a text.</param>
/// <param name="Code">Stable code of the question.</param>
/// <param name="Message">The question, for a person.</param>
/// <param name="Candidates">The records to choose from; may be empty.</param>
/// <param name="Payload">The data needed to continue once the question is answered, JSON; null for none.</param>
/// <param name="CreatedAt">When it was asked first (UTC).</param>
/// <param name="UpdatedAt">When it last changed (UTC).</param>
public sealed record Review(
    string Id,
    string Subject,
    string Code,
    string Message,
    IReadOnlyList<ReviewCandidate> Candidates,
    string? Payload,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
