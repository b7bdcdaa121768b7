namespace Mhero.Core.Sync.Groups;

/// <summary>A rule that makes groups in RapidPro from the registry's data about its health workers.</summary>
public sealed class GroupRule
{
    /// <summary>
    /// The groups' name: a text with any of <c>{cadre}</c>, <c>{role}</c>, <c>{specialty}</c>, <c>{facility}</c> and
    /// <c>{district}</c>. Each combination that a role of a worker has is a group: <c>{cadre} in {district}</c> makes
    /// "Nurse in Gasabo". Required.
    /// </summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// A FHIR search for Practitioners, PractitionerRoles, Patients or Persons, such as <c>PractitionerRole?specialty=394802001</c>:
    /// only the workers that it finds are in the rule's groups. Without it all active Practitioners are.
    /// </summary>
    public string? Search { get; set; }
}
