namespace Mhero.Core.Caching;

/// <summary>A value of a Location or Organization that a person has to correct in the registry.</summary>
/// <param name="Place">The place's reference (<c>Location/123</c>).</param>
/// <param name="Code">Stable code of the mapping.</param>
/// <param name="Path">Where it is (<c>Location.status</c>).</param>
/// <param name="Value">The value as the registry has it; null when it has no text form.</param>
/// <param name="Message">What to do about it.</param>
public sealed record PlaceIssue(string Place, string Code, string Path, string? Value, string Message);
