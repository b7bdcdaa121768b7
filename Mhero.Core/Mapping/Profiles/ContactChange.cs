using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>A change of a contact.</summary>
/// <param name="Target">The profile that it should have.</param>
/// <param name="Attributes">The attributes to write (<see cref="ProfileAttributes"/>); others are left alone.</param>
/// <param name="Existing">The contact as RapidPro has it; null to create one.</param>
/// <param name="GlobalId">The FHIR id, for the field <c>globalid</c>; null leaves the field.</param>
/// <param name="EntityType">Practitioner, Person or Patient, for the field <c>mheroentitytype</c>; null leaves the field.</param>
/// <param name="NewContactGroups">Groups by name or UUID for a new contact; an existing one keeps its own.</param>
internal sealed record ContactChange(
    WorkerProfile Target,
    IReadOnlySet<string> Attributes,
    Contact? Existing,
    string? GlobalId,
    string? EntityType,
    IReadOnlyList<string> NewContactGroups)
{
    /// <summary>The types that the contact fields have in RapidPro, by key; a field that is not listed has the type of the settings.</summary>
    public IReadOnlyDictionary<string, string> FieldTypes { get; init; } = new Dictionary<string, string>();
}
