namespace Mhero.Core.Operating.Persons;

/// <summary>Whether a person wants no messages.</summary>
/// <param name="IsOut">Whether they want none.</param>
/// <param name="Cause">Why; null when they want some.</param>
/// <param name="Since">Since when (UTC); null when they want some.</param>
public sealed record PersonOptOut(bool IsOut, string? Cause, DateTimeOffset? Since);
