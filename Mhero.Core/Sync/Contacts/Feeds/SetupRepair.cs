namespace Mhero.Core.Sync.Contacts.Feeds;

/// <summary>What a repair of the set-up in RapidPro came to.</summary>
/// <param name="Outcome">What was found.</param>
/// <param name="Code">Stable code of why nothing could be made; null otherwise.</param>
/// <param name="Cause">The same for a person, without data of people; null otherwise.</param>
/// <param name="Delay">How long to wait before the assets are used.</param>
internal sealed record SetupRepair(SetupRepairOutcome Outcome, string? Code, string? Cause, TimeSpan? Delay);
