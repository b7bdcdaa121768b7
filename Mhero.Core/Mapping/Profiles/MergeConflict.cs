namespace Mhero.Core.Mapping.Profiles;

/// <summary>An attribute that both sides changed to different values. The values are personal data: show them, never log them.</summary>
/// <param name="Attribute">A name of <see cref="ProfileAttributes"/>.</param>
/// <param name="RegistryValue">The registry's value; null for none.</param>
/// <param name="RapidProValue">RapidPro's value; null for none.</param>
/// <param name="Winner">The side whose value was kept.</param>
public sealed record MergeConflict(string Attribute, string? RegistryValue, string? RapidProValue, MergeSide Winner);
