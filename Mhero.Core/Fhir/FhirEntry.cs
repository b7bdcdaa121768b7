using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>One entry of a batch or a transaction.</summary>
public sealed record FhirEntry
{
    private FhirEntry(Bundle.HTTPVerb method, string url, Resource? resource)
    {
        Method = method;
        Url = url;
        Resource = resource;
    }

    /// <summary>The request's method.</summary>
    public Bundle.HTTPVerb Method { get; }

    /// <summary>The request's address, relative to the base.</summary>
    public string Url { get; }

    /// <summary>The resource to write; null for a deletion.</summary>
    public Resource? Resource { get; }

    /// <summary>The resource as it is written, when the caller has it already; else it is written when it is sent.</summary>
    internal ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>
    /// What other entries of the transaction refer to this one by. New resources get a fresh <c>urn:uuid:</c>; entries for a
    /// resource with an id have none unless it is set, since their references are plain ones.
    /// </summary>
    public string? FullUrl { get; init; }

    /// <summary>The version that is to be replaced, as an entity tag; null for any.</summary>
    public string? IfMatch { get; private init; }

    /// <summary>The condition of a conditional create, as a query; null when there is none.</summary>
    public string? IfNoneExist { get; private init; }

    /// <summary>The entity tags that the resource must not have (<c>*</c>: it must not exist); null without such a condition.</summary>
    public string? IfNoneMatch { get; private init; }

    /// <summary>The time since which the resource must have changed; null without such a condition.</summary>
    public DateTimeOffset? IfModifiedSince { get; private init; }

    /// <summary>Whether it replaces what its condition finds, or makes it when there is none.</summary>
    public bool ReplacesByCondition => Method == Bundle.HTTPVerb.PUT && Url.Contains('?', StringComparison.Ordinal);

    internal bool IsConditional => IfNoneExist is not null || Url.Contains('?', StringComparison.Ordinal);

    /// <summary>The target of the write, to detect two entries for the same resource; null for a plain create.</summary>
    internal string? Target => IfNoneExist is not null ? $"{Url}?{IfNoneExist}" : Method == Bundle.HTTPVerb.POST ? null : Url;

    /// <summary>A create: of a resource without a condition, which must never be repeated, or with one, which may.</summary>
    /// <param name="resource">The new resource; the server chooses its id.</param>
    /// <param name="ifNoneExist">Create only when nothing matches.</param>
    public static FhirEntry Create(Resource resource, FhirSearch? ifNoneExist = null) =>
        new(Bundle.HTTPVerb.POST, resource.TypeName, resource)
        {
            FullUrl = NewUrn(),
            IfNoneExist = ifNoneExist is null ? null : ConditionOf(resource, ifNoneExist).ToQuery(),
        };

    /// <summary>An update of a resource with an id; with <c>If-Match</c> when <c>meta.versionId</c> is known.</summary>
    /// <param name="resource">The resource as it is to be.</param>
    /// <exception cref="ArgumentException">The resource has no id.</exception>
    public static FhirEntry Update(Resource resource) =>
        new(Bundle.HTTPVerb.PUT, $"{resource.TypeName}/{resource.Id ?? throw new ArgumentException("An update needs an id", nameof(resource))}", resource)
        {
            IfMatch = resource.Meta?.VersionId is { Length: > 0 } version ? $"W/\"{version}\"" : null,
        };

    /// <summary>An update of the one resource that matches, or a create when none does.</summary>
    /// <param name="resource">The resource as it is to be, without an id of its own.</param>
    /// <param name="condition">What to find it by.</param>
    public static FhirEntry ConditionalUpdate(Resource resource, FhirSearch condition) =>
        new(Bundle.HTTPVerb.PUT, ConditionOf(resource, condition).ToString(), resource) { FullUrl = NewUrn() };

    /// <summary>An entry of another system's bundle.</summary>
    /// <param name="entry">The entry; with a request.</param>
    /// <exception cref="ArgumentException">It has no request.</exception>
    public static FhirEntry Of(Bundle.EntryComponent entry) =>
        entry.Request is { Method: { } method, Url: { } url } request
            ? new(method, url, entry.Resource)
            {
                FullUrl = entry.FullUrl,
                IfMatch = request.IfMatch,
                IfNoneExist = request.IfNoneExist,
                IfNoneMatch = request.IfNoneMatch,
                IfModifiedSince = request.IfModifiedSince,
            }
            : throw new ArgumentException("An entry to be sent needs a request", nameof(entry));

    /// <summary>The same, but leaving what the condition finds as it is; only for one that <see cref="ReplacesByCondition"/>.</summary>
    public FhirEntry AsCreateIfNone()
    {
        var question = Url.IndexOf('?', StringComparison.Ordinal);
        return new(Bundle.HTTPVerb.POST, Url[..question], Resource) { FullUrl = FullUrl, IfNoneExist = Url[(question + 1)..] };
    }

    /// <summary>A deletion.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="id">The resource's id.</param>
    public static FhirEntry Delete(string type, string id) => new(Bundle.HTTPVerb.DELETE, $"{type}/{id}", null);

    /// <summary>A search.</summary>
    internal static FhirEntry Search(FhirSearch search) => new(Bundle.HTTPVerb.GET, search.ToString(), null);

    internal static FhirSearch ConditionOf(Resource resource, FhirSearch condition) =>
        condition.Type == resource.TypeName && condition.Parameters.Count > 0
            ? condition
            : throw new ArgumentException($"The condition has to identify the {resource.TypeName} to write", nameof(condition));

    private static string NewUrn() => $"{StandardSystems.UrnUuid}{Guid.NewGuid():D}";
}
