using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>The pages of one search so far, to detect paging that repeats.</summary>
internal sealed class PageTrail
{
    private readonly HashSet<string> _links = new(StringComparer.Ordinal);
    private readonly HashSet<string> _contents = new(StringComparer.Ordinal);

    /// <summary>Notes a page.</summary>
    /// <param name="type">The type that is searched for.</param>
    /// <param name="next">The page's link to the next one; null on the last page.</param>
    /// <param name="matches">The page's resources.</param>
    /// <exception cref="FhirException">The link was followed before, or a page before the last repeated the resources and versions.</exception>
    public void Add(string type, string? next, IReadOnlyList<Resource> matches)
    {
        if (next is null)
        {
            return;
        }

        // A server that makes a new link each time is detected by its resources.
        var isNew = _links.Add(next) & (matches.Count == 0 || _contents.Add(ContentOf(matches)));
        if (!isNew)
        {
            throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.BadNextLink, $"the pages of {type} come round again: the server's next links lead back to a page that was read");
        }
    }

    private static string ContentOf(IReadOnlyList<Resource> matches)
    {
        var versions = string.Join(' ', matches.Select(m => $"{m.Id}/{m.Meta?.VersionId ?? m.Meta?.LastUpdatedElement?.JsonValue}"));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(versions)));
    }
}
