namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>The result of a repair of the set-up in RapidPro.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Code">Stable code of the reason why nothing could be created; null otherwise.</param>
/// <param name="Cause">The reason in words, without personal data; null otherwise.</param>
/// <param name="Delay">How long to wait before the assets are used.</param>
internal sealed record SetupRepair(SetupRepairOutcome Outcome, string? Code, string? Cause, TimeSpan? Delay);
