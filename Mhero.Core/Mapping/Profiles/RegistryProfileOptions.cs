namespace Mhero.Core.Mapping.Profiles;

/// <summary>
/// The requirements of the registry's own profiles for Practitioners and PractitionerRoles that mHero creates; section
/// <c>Mhero:Contacts:Profiles</c>. Resources that exist already are not completed.
/// </summary>
public sealed class RegistryProfileOptions
{
    /// <summary>Canonical URL for <c>meta.profile</c> of created Practitioners.</summary>
    public string? Practitioner { get; set; }

    /// <summary>Canonical URL for <c>meta.profile</c> of created PractitionerRoles.</summary>
    public string? PractitionerRole { get; set; }

    /// <summary>
    /// The type of the identifiers by which mHero knows a worker and a role again, as <c>system|code</c> or
    /// <c>system|code|display</c>; for existing workers too, when mHero adds the identifier. Types of other identifiers are set with their contact field.
    /// </summary>
    public string? IdentifierType { get; set; }

    /// <summary>Whether a name needs <c>family</c> and <c>given</c>: a part that the contact lacks has the extension data-absent-reason, <c>unknown</c>.</summary>
    public bool NameParts { get; set; }

    /// <summary>The gender of a worker whose contact has none: male, female, other or unknown.</summary>
    public string? Gender { get; set; }

    /// <summary>The language (BCP 47) of a worker whose contact has none.</summary>
    public string? Language { get; set; }

    /// <summary>The code of a role whose contact has no cadre, as <c>system|code</c> or <c>system|code|display</c>.</summary>
    public string? RoleCode { get; set; }

    /// <summary>Whether a role's <c>period</c> starts with the day on which mHero creates it.</summary>
    public bool RolePeriod { get; set; }

    /// <summary>Coded extensions that each created role gets, by a name of your choice.</summary>
    public Dictionary<string, RoleExtensionOptions> RoleExtensions { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
