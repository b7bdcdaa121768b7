using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Lookup.Facilities;

/// <summary>Reads a Location as flows see it.</summary>
internal static class FacilityReader
{
    /// <summary>The facility; null for a Location without an id or a name.</summary>
    public static Facility? Read(Location location, PlaceIndex places, LookupOptions options, string districtLevel)
    {
        if (string.IsNullOrEmpty(location.Id) || TextNormalizer.Clean(location.Name) is not { } name)
        {
            return null;
        }

        var identifiers = location.Identifier.Where(i => !string.IsNullOrWhiteSpace(i.Value));
        var code = (string.IsNullOrEmpty(options.FacilitySystem) ? identifiers.FirstOrDefault() : identifiers.FirstOrDefault(i => i.System == options.FacilitySystem))?.Value;
        return new Facility($"Location/{location.Id}", name, TextNormalizer.Clean(code), places.Above(new(location), districtLevel, out _)?.Name);
    }
}
