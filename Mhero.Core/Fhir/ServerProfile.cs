namespace Mhero.Core.Fhir;

/// <summary>The findings of the last trials of a FHIR server.</summary>
/// <param name="CheckedAt">When that was, by the clock of the machine that made them (UTC).</param>
/// <param name="Findings">A finding for each ability that was tried.</param>
public sealed record ServerProfile(DateTimeOffset CheckedAt, IReadOnlyList<ServerFinding> Findings)
{
    /// <summary>Whether the server has an ability.</summary>
    /// <param name="ability">One of <see cref="ServerAbilities"/>.</param>
    /// <returns>Null when it was not tried.</returns>
    public bool? Has(string ability) => Findings.FirstOrDefault(finding => finding.Ability == ability)?.Works;
}
