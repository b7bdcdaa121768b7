using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;

namespace Mhero.Core.Fhir;

/// <summary>Where a record of the registry is faulty that made a mapping throw.</summary>
internal static class RecordFault
{
    /// <summary>The element, as far as it is known.</summary>
    /// <param name="fault">The exception of the mapping.</param>
    /// <param name="records">The records that it read.</param>
    /// <returns>FHIRPath of the element; the types of the records when no element is known.</returns>
    public static string PathOf(Exception fault, params IEnumerable<Resource> records) =>
        (fault as ExtendedCodedException)?.InstancePath
        ?? records.SelectMany(FaultyValues.PathsOf).FirstOrDefault()
        ?? string.Join(", ", records.Select(record => record.TypeName).Distinct());
}
