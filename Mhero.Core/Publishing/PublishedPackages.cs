using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Caching.InMemory;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Mapping.Responses;

namespace Mhero.Core.Publishing;

/// <summary>
/// The flows' Questionnaires of the registry as Flow Results packages: one package for each url. Questions of earlier versions stay listed,
/// as the specification asks for. The list and each package are cached for <see cref="CacheOptions.MaxAge"/>.
/// </summary>
internal sealed class PublishedPackages
{
    private static readonly string[] ListElements = ["id", "meta", "url", "version", "identifier", "title", "name", "status", "date"];
    private static readonly QuestionnaireToPackage Mapper = new();

    private readonly FhirGateway _fhir;
    private readonly BoundedCache<Guid, PublishedPackage?> _packages;
    private readonly BoundedCache<int, IReadOnlyList<PublishedPackage>> _list;

    public PublishedPackages(FhirGateway fhir, TimeProvider time, IOptions<CacheOptions> options) =>
        (_fhir, _packages, _list) = (fhir, new(time, 500, package => package is null ? TimeSpan.Zero : options.Value.MaxAge), new(time, 1, _ => options.Value.MaxAge));

    /// <summary>All packages, without their questions, by title.</summary>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public Task<IReadOnlyList<PublishedPackage>> ListAsync(CancellationToken cancellationToken) => _list.GetAsync(0, ReadListAsync, cancellationToken);

    /// <summary>A package with its questions.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The package; null when no flow's Questionnaire has this id.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public Task<PublishedPackage?> FindAsync(Guid id, CancellationToken cancellationToken) => _packages.GetAsync(id, () => ReadPackageAsync(id), cancellationToken);

    private async Task<IReadOnlyList<PublishedPackage>> ReadListAsync()
    {
        var packages = new Dictionary<Guid, PublishedPackage>();
        await foreach (var questionnaire in ReadAsync(new FhirSearch("Questionnaire").With("_elements", string.Join(',', ListElements))))
        {
            if (FloipIds.Published(questionnaire) is { } id && RawElements.Text(questionnaire.UrlElement) is { } url)
            {
                var one = new PublishedPackage(id, url, Mapper.Map(questionnaire).Value);
                if (!packages.TryGetValue(id, out var other) || string.CompareOrdinal(other.Package.Version, one.Package.Version) < 0)
                {
                    packages[id] = one;
                }
            }
        }

        return [.. packages.Values.OrderBy(p => p.Package.Title, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Id)];
    }

    private async Task<PublishedPackage?> ReadPackageAsync(Guid id)
    {
        if ((await ListAsync(CancellationToken.None)).FirstOrDefault(p => p.Id == id) is not { } listed)
        {
            return null;
        }

        var versions = new List<Questionnaire>();
        await foreach (var questionnaire in ReadAsync(new FhirSearch("Questionnaire").Where("url", listed.Url)))
        {
            if (RawElements.Text(questionnaire.UrlElement) == listed.Url)
            {
                versions.Add(questionnaire);
            }
        }

        return versions.Count == 0 ? null : Merge(id, listed.Url, versions);
    }

    private static PublishedPackage Merge(Guid id, string url, List<Questionnaire> versions)
    {
        versions.Sort((one, other) => (DateOf(other) ?? DateTimeOffset.MinValue).CompareTo(DateOf(one) ?? DateTimeOffset.MinValue));
        var merged = (Questionnaire)versions[0].DeepCopy();
        var known = new HashSet<string>(LinkIds(merged.Item));
        foreach (var item in versions.Skip(1).SelectMany(v => Flat(v.Item)))
        {
            if (QuestionTypes.Of(item) is not null && RawElements.Text(item.LinkIdElement) is { } linkId && known.Add(linkId))
            {
                var earlier = (Questionnaire.ItemComponent)item.DeepCopy();
                earlier.Item = [];
                merged.Item.Add(earlier);
            }
        }

        var dates = versions.Where(v => RawElements.Text(v.VersionElement) is not null && DateOf(v) is not null)
            .GroupBy(v => RawElements.Text(v.VersionElement)!).ToDictionary(g => g.Key, g => DateOf(g.First())!.Value);
        var package = Mapper.Map(merged).Value with { Created = dates.Count > 0 ? Mapper.Map(versions[^1]).Value.Created : null };
        return new PublishedPackage(id, url, package) { Questionnaire = merged, Versions = dates };
    }

    private static DateTimeOffset? DateOf(Questionnaire questionnaire) =>
        DateTimeOffset.TryParse(RawElements.Text(questionnaire.DateElement), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : questionnaire.Meta?.LastUpdated;

    private static IEnumerable<string> LinkIds(IEnumerable<Questionnaire.ItemComponent> items) => Flat(items).Select(i => RawElements.Text(i.LinkIdElement)).OfType<string>();

    private static IEnumerable<Questionnaire.ItemComponent> Flat(IEnumerable<Questionnaire.ItemComponent> items) => items.SelectMany(i => Flat(i.Item).Prepend(i));

    private async IAsyncEnumerable<Questionnaire> ReadAsync(FhirSearch search)
    {
        await foreach (var page in _fhir.SearchPagesAsync(search, CancellationToken.None))
        {
            foreach (var questionnaire in page.Matches.OfType<Questionnaire>())
            {
                yield return questionnaire;
            }
        }
    }
}
