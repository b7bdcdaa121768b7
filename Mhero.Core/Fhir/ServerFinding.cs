namespace Mhero.Core.Fhir;

/// <summary>The result of a trial of a FHIR server.</summary>
/// <param name="Ability">The ability that was tried.</param>
/// <param name="IsAsExpected">Whether the server behaves as R4 requires and mHero prefers.</param>
/// <param name="Message">The observed behaviour, and how mHero deals with it; for a person.</param>
public sealed record ServerFinding(string Ability, bool IsAsExpected, string Message)
{
    /// <summary>Whether the server has the ability. An ability that mHero does not need may be absent as expected.</summary>
    public bool Works { get; init; } = IsAsExpected;
}
