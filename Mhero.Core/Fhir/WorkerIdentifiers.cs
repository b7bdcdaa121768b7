using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>Identifiers of workers, whichever resource stands for them.</summary>
internal static class WorkerIdentifiers
{
    public static IReadOnlyList<Identifier> Of(DomainResource person) => person switch
    {
        Practitioner p => p.Identifier,
        Person p => p.Identifier,
        Patient p => p.Identifier,
        _ => [],
    };

    /// <summary>The value of a token search for any of the identifiers; without a system the value alone is searched for.</summary>
    public static string AnyOf(IEnumerable<(string? System, string Value)> identifiers) => string.Join(',', identifiers.Select(i =>
        i.System is null ? FhirSearch.Escape(i.Value) : $"{FhirSearch.Escape(i.System)}|{FhirSearch.Escape(i.Value)}"));
}
