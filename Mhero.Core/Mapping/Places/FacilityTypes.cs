using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Places;

/// <summary>Which Organizations are facilities, and not employers, ministries or departments.</summary>
/// <param name="codes">Codes of <c>Organization.type</c>; <c>*</c> for every Organization. Empty for <see cref="Facility"/>.</param>
internal sealed class FacilityTypes(IReadOnlyCollection<string> codes)
{
    /// <summary>mCSD's code of a facility, of its Organization and of its Location (IHE.mCSD.Organization.Location.Types).</summary>
    public const string Facility = "facility";

    private readonly IReadOnlyCollection<string> _codes = codes.Count == 0 ? [Facility] : codes;

    /// <summary>Those that mCSD calls facilities.</summary>
    public static FacilityTypes Default { get; } = new([]);

    /// <summary>Whether an Organization is a facility.</summary>
    public bool Include(Organization organization) => _codes.Any(code => code == "*" || new Place(organization).Has(code));
}
