namespace Mhero.Core.Storage.DeadLetters;

/// <summary>Which copy of a replayed message is handled.</summary>
/// <param name="Copy">The copy's own id.</param>
/// <param name="TakenAt">When it was taken (UTC).</param>
internal sealed record ReplayCopy(string Copy, DateTimeOffset TakenAt);
