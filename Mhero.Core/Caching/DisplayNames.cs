using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Profiles.Elements;

namespace Mhero.Core.Caching;

/// <summary>The names of people and places, for lists that a person reads. A few searches read them all; nothing is kept.</summary>
internal sealed class DisplayNames(FhirGateway fhir, TimeProvider time)
{
    /// <summary>Reads names.</summary>
    /// <param name="references">References of Practitioners, Persons, Patients and Locations; others are left out.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The names by reference; one that is not found or has no name is left out.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(IEnumerable<string> references, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var type in references.Distinct().Select(reference => reference.Split('/')).Where(parts => parts.Length == 2).GroupBy(parts => parts[0], parts => parts[1]))
        {
            foreach (var resource in await ReadAsync(type.Key, [.. type], cancellationToken))
            {
                if (NameOf(resource) is { } name)
                {
                    names[$"{type.Key}/{resource.Id}"] = name;
                }
            }
        }

        return names;
    }

    private async Task<IReadOnlyList<Resource>> ReadAsync(string type, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => type switch
    {
        WorkerTypes.Practitioner => await fhir.ReadManyAsync<Practitioner>(ids, cancellationToken),
        WorkerTypes.Person => await fhir.ReadManyAsync<Person>(ids, cancellationToken),
        WorkerTypes.Patient => await fhir.ReadManyAsync<Patient>(ids, cancellationToken),
        nameof(Location) => await fhir.ReadManyAsync<Location>(ids, cancellationToken),
        _ => [],
    };

    private string? NameOf(Resource resource) => resource is Location place ? new Mapping.Places.Place(place).Name
        : NameElement.Choose(PersonElements.Names((DomainResource)resource), DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)) is { } name ? NameElement.Text(name)
        : null;
}
