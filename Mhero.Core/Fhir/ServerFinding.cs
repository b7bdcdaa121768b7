namespace Mhero.Core.Fhir;

/// <summary>What a trial showed of a FHIR server.</summary>
/// <param name="Ability">What was tried.</param>
/// <param name="IsAsExpected">Whether the server does what R4 says and mHero prefers.</param>
/// <param name="Message">What was seen, and what mHero does about it; for a person.</param>
public sealed record ServerFinding(string Ability, bool IsAsExpected, string Message);
