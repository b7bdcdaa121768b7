using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Lookup.Questions;

/// <summary>Searches by an identifier as a person typed it.</summary>
internal static class IdentifierSearch
{
    /// <summary>A search for the value, in the spellings in which registries keep it: token searches mind the case on many servers.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="systems">Systems that it may be of; none for any.</param>
    /// <param name="value">The value.</param>
    public static FhirSearch For(string type, IReadOnlyCollection<string> systems, string value)
    {
        string[] spellings = [.. new[] { value, value.ToUpperInvariant(), value.ToLowerInvariant() }.Distinct()];
        return systems.Count == 0
            ? new FhirSearch(type).WhereAny("identifier", spellings)
            : new FhirSearch(type).With("identifier", string.Join(',', systems.SelectMany(
                system => spellings.Select(spelling => $"{FhirSearch.Escape(system)}|{FhirSearch.Escape(spelling)}"))));
    }

    /// <summary>Whether one of the identifiers is the one that was searched for: some servers match in part, or pass over what they do not know.</summary>
    public static bool Has(IEnumerable<Identifier> identifiers, IReadOnlyCollection<string> systems, string value) =>
        identifiers.Any(i => string.Equals(i.Value?.Trim(), value, StringComparison.OrdinalIgnoreCase) && (systems.Count == 0 || (i.System is { } system && systems.Contains(system))));
}
