namespace Mhero.Core.Storage.DeadLetters;

/// <summary>A dead letter with its history.</summary>
/// <param name="Letter">The dead letter.</param>
/// <param name="Version">Its version; an edit that gives it is refused when the dead letter changed in the meantime.</param>
/// <param name="Failures">Its last ten failures, the latest last; replays are between them.</param>
public sealed record DeadLetterDetail(DeadLetter Letter, string Version, IReadOnlyList<DeadLetterFailure> Failures);
