namespace Mhero.Core.Storage.DeadLetters;

/// <summary>A replay that is remembered and may be sent.</summary>
/// <param name="Letter">The dead letter.</param>
/// <param name="Version">The version of the failure that is replayed.</param>
/// <param name="Replays">Number of the replay.</param>
internal sealed record PreparedReplay(DeadLetterRow Letter, string Version, int Replays);
