using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>The groups, cadres and places of the registry by which recipients can be chosen.</summary>
public sealed class RecipientChoices
{
    private const int MaxGroups = 200;
    private const int MaxPlaces = 20;
    private const int SampledRoles = 1_000;

    private readonly FhirGateway _fhir;
    private readonly RegistryPlaces _places;

    internal RecipientChoices(FhirGateway fhir, RegistryPlaces places) => (_fhir, _places) = (fhir, places);

    /// <summary>The first 200 Groups.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyList<RecipientChoice>> GroupsAsync(CancellationToken cancellationToken)
    {
        var found = new List<RecipientChoice>();
        await foreach (var page in _fhir.SearchPagesAsync(new FhirSearch("Group").With("_elements", "name,type,actual"), cancellationToken))
        {
            found.AddRange(page.Matches.OfType<Group>().Where(g => g.Id is not null).Select(g => new RecipientChoice($"Group/{g.Id}", TextNormalizer.Clean(g.Name) ?? $"Group/{g.Id}")));
            if (found.Count >= MaxGroups)
            {
                break;
            }
        }

        return [.. found.Take(MaxGroups).OrderBy(choice => choice.Text, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The codes that roles of the registry have: those of the first 1,000 roles.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyList<RecipientChoice>> CadresAsync(CancellationToken cancellationToken)
    {
        var (found, roles) = (new Dictionary<string, string>(StringComparer.Ordinal), 0);
        await foreach (var page in _fhir.SearchPagesAsync(new FhirSearch("PractitionerRole").With("_elements", "code"), cancellationToken))
        {
            foreach (var coding in page.Matches.OfType<PractitionerRole>().SelectMany(r => r.Code).SelectMany(c => c.Coding).Where(c => !string.IsNullOrEmpty(c.Code)))
            {
                found.TryAdd(coding.System is null ? coding.Code! : $"{coding.System}|{coding.Code}", TextNormalizer.Clean(coding.Display) ?? coding.Code!);
            }

            roles += page.Matches.Count;
            if (roles >= SampledRoles)
            {
                break;
            }
        }

        return [.. found.Select(code => new RecipientChoice(code.Key, code.Value)).OrderBy(choice => choice.Text, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The places whose name has a text in it, at most twenty.</summary>
    /// <param name="text">A part of a name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyList<RecipientChoice>> PlacesAsync(string text, CancellationToken cancellationToken)
    {
        var names = await _places.GetAsync(cancellationToken);
        return
        [
            .. names.Places.Locations
                .Select(l => new RecipientChoice($"Location/{l.Id}", Named(l, names.Places.ByReference(l.PartOf?.Reference))))
                .Where(choice => choice.Text.Contains(text, StringComparison.OrdinalIgnoreCase))
                .OrderBy(choice => choice.Text.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? 0 : 1).ThenBy(choice => choice.Text, StringComparer.OrdinalIgnoreCase)
                .Take(MaxPlaces),
        ];
    }

    private static string Named(Location location, Location? parent) =>
        TextNormalizer.Clean(parent?.Name) is { } above ? $"{TextNormalizer.Clean(location.Name)} ({above})" : TextNormalizer.Clean(location.Name) ?? $"Location/{location.Id}";
}
