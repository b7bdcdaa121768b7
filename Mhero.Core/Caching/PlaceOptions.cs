using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Caching;

/// <summary>Which resources of the registry are facilities, and how places are found by what people call them. Section <c>Mhero:Places</c>.</summary>
public sealed class PlaceOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Places";

    /// <summary>Codes of <c>Organization.type</c> that make an Organization a facility, for roles that name no Location; <c>*</c> for any type, or none.</summary>
    /// <value>Empty means <c>facility</c>, as IHE mCSD has it.</value>
    public List<string> OrganizationTypes { get; set; } = [];

    /// <summary>Words that one system writes with a place's name and another leaves out (<c>District</c>, <c>Ville de</c>).</summary>
    /// <value>Empty means the usual ones in English, French, Portuguese, Spanish and Swahili; given ones take their place.</value>
    public List<string> Kinds { get; set; } = [];

    /// <summary>
    /// Locations that are held in memory to be found with spelling mistakes, and as many Organizations. Those beyond are searched for
    /// in the registry, by identifier and the beginning of the name.
    /// </summary>
    [Range(1, 2_000_000)]
    public int MaxIndexed { get; set; } = 50_000;
}
