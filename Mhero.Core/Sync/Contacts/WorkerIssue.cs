namespace Mhero.Core.Sync.Contacts;

/// <summary>Something of one worker that mHero could not carry over and that a person has to correct at its source.</summary>
/// <param name="Worker">The worker's reference (<c>Practitioner/123</c>).</param>
/// <param name="Code">Stable code, of <see cref="SyncCodes"/> or of the mapping.</param>
/// <param name="Path">Where it is (<c>Practitioner.telecom[0]</c>, <c>contact.fields.facility</c>).</param>
/// <param name="Value">The value as its source has it; personal data, to be shown and never logged. Null when there is none.</param>
/// <param name="Message">What to do about it.</param>
public sealed record WorkerIssue(string Worker, string Code, string Path, string? Value, string Message);
