using System.Collections.Concurrent;
using System.Globalization;
using Hl7.Fhir.Model;
using Mhero.Core.Caching;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Mapping.Responses;
using Microsoft.Extensions.Options;

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
    private readonly TimeProvider _time;
    private readonly IOptions<CacheOptions> _options;
    private readonly ConcurrentDictionary<Guid, (PublishedPackage Package, long At)> _packages = new();
    private (IReadOnlyList<PublishedPackage> Packages, long At)? _list;

    public PublishedPackages(FhirGateway fhir, TimeProvider time, IOptions<CacheOptions> options) => (_fhir, _time, _options) = (fhir, time, options);

    /// <summary>All packages, without their questions, by title.</summary>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyList<PublishedPackage>> ListAsync(CancellationToken cancellationToken)
    {
        if (_list is { } known && IsFresh(known.At))
        {
            return known.Packages;
        }

        var at = _time.GetTimestamp();
        var packages = new Dictionary<Guid, PublishedPackage>();
        await foreach (var questionnaire in ReadAsync(new FhirSearch("Questionnaire").With("_elements", string.Join(',', ListElements)), cancellationToken))
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

        IReadOnlyList<PublishedPackage> list = [.. packages.Values.OrderBy(p => p.Package.Title, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Id)];
        _list = (list, at);
        return list;
    }

    /// <summary>A package with its questions.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The package; null when no flow's Questionnaire has this id.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<PublishedPackage?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (_packages.TryGetValue(id, out var known) && IsFresh(known.At))
        {
            return known.Package;
        }

        var at = _time.GetTimestamp();
        if ((await ListAsync(cancellationToken)).FirstOrDefault(p => p.Id == id) is not { } listed)
        {
            return null;
        }

        var versions = new List<Questionnaire>();
        await foreach (var questionnaire in ReadAsync(new FhirSearch("Questionnaire").Where("url", listed.Url), cancellationToken))
        {
            if (RawElements.Text(questionnaire.UrlElement) == listed.Url)
            {
                versions.Add(questionnaire);
            }
        }

        if (versions.Count == 0)
        {
            return null;
        }

        var package = Merge(id, listed.Url, versions);
        _packages[id] = (package, at);
        return package;
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

    private bool IsFresh(long at) => _time.GetElapsedTime(at) < _options.Value.MaxAge;

    private async IAsyncEnumerable<Questionnaire> ReadAsync(FhirSearch search, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in _fhir.SearchPagesAsync(search, cancellationToken))
        {
            foreach (var questionnaire in page.Matches.OfType<Questionnaire>())
            {
                yield return questionnaire;
            }
        }
    }
}
