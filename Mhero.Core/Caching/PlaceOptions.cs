namespace Mhero.Core.Caching;

/// <summary>Which resources of the registry are facilities. Section <c>Mhero:Places</c>.</summary>
public sealed class PlaceOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Places";

    /// <summary>Codes of <c>Organization.type</c> that make an Organization a facility, for roles that name no Location; <c>*</c> for any type, or none.</summary>
    /// <value>Empty means <c>facility</c>, as IHE mCSD has it.</value>
    public List<string> OrganizationTypes { get; set; } = [];
}
