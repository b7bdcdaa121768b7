using System.Text.RegularExpressions;

namespace Mhero.Core.Mapping.Phones;

/// <summary>A change of a country's numbering plan: how numbers of before are written since.</summary>
/// <param name="CountryCode">The country's code, without <c>+</c>.</param>
/// <param name="Old">Matches a whole national number of before that is none since.</param>
/// <param name="New">The replacement that makes the present national number of it.</param>
internal sealed record PlanChange(string CountryCode, Regex Old, string New)
{
    /// <summary>Whether numbers were written so within the country too.</summary>
    public bool IsNational { get; init; } = true;

    /// <summary>Makes a change of a pattern.</summary>
    public PlanChange(string countryCode, string old, string @new)
        : this(countryCode, new Regex($"^(?:{old})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking), @new)
    {
    }
}
