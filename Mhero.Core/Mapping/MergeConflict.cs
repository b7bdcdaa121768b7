namespace Mhero.Core.Mapping;

/// <summary>An attribute that both sides changed to different values. The values are personal data: show them, never log them.</summary>
/// <param name="Attribute">A name of <see cref="ProfileAttributes"/>.</param>
/// <param name="RegistryValue">What the registry says; null when it has no value.</param>
/// <param name="RapidProValue">What RapidPro says; null when it has no value.</param>
/// <param name="Winner">Whose value was kept.</param>
public sealed record MergeConflict(string Attribute, string? RegistryValue, string? RapidProValue, MergeSide Winner);
