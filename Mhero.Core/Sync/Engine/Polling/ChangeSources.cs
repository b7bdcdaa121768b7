using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Sync.Engine.Polling;

/// <summary>Makes sources of RapidPro's pages and of the registry's resources.</summary>
internal static class ChangeSources
{
    /// <summary>A page of RapidPro.</summary>
    /// <param name="page">The page.</param>
    /// <param name="stampOf">When a record changed.</param>
    public static ChangePage<TRecord> PageOf<TRecord>(Page<TRecord> page, Func<TRecord, DateTimeOffset?> stampOf) => new(
        page.Results,
        page.Results is [var first, ..] ? stampOf(first) : null,
        page.Results is [.., var last] ? stampOf(last) : null,
        page.NextCursor is null,
        page.ServerTime);

    /// <summary>The resources of a type that changed, the oldest change first.</summary>
    /// <param name="fhir">The registry.</param>
    /// <param name="cursor">Name of the poller's change cursor.</param>
    /// <param name="overlap">How late a resource may become visible.</param>
    /// <param name="elements">Elements to read besides id and meta; null for whole resources.</param>
    public static ChangeSource<TResource> Of<TResource>(FhirGateway fhir, string cursor, TimeSpan overlap, IReadOnlyList<string>? elements)
        where TResource : Resource
    {
        var type = typeof(TResource).Name;
        return new(
            cursor,
            overlap,
            (since, token) => fhir.ChangesAsync(type, since, elements, token).Select(page => new ChangePage<TResource>(
                [.. page.Matches.OfType<TResource>().Where(r => r.Id is not null)],
                page.Matches is [var first, ..] ? first.Meta?.LastUpdated : null,
                page.Matches is [.., var last] ? last.Meta?.LastUpdated : null,
                !page.HasNext,
                page.ServerTime)),
            resource => VersionOf(resource));
    }

    /// <summary>The state of a resource.</summary>
    /// <param name="resource">The resource, with its id.</param>
    public static RecordVersion VersionOf(Resource resource) => new(
        $"{resource.TypeName}/{resource.Id}",
        resource.Meta?.VersionId ?? resource.Meta?.LastUpdated?.UtcTicks.ToString("x") ?? "-",
        resource.Meta?.LastUpdated);
}
