namespace Mhero.Core.Fhir;

/// <summary>The address of a server's <c>next</c> link.</summary>
internal static class NextLink
{
    private const string SchemeEnd = "://";

    /// <summary>Resolves the address of the next page.</summary>
    /// <param name="root">The configured base, with a slash at its end.</param>
    /// <param name="link">The link as the server wrote it.</param>
    /// <returns>The link itself where it leads to the base's origin; else its path and query on that origin.</returns>
    /// <exception cref="FhirException">It leads to another origin and not below the base's path, or is not an address.</exception>
    public static Uri Resolve(Uri root, string link)
    {
        var authority = link.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (!link.StartsWith("http", StringComparison.OrdinalIgnoreCase) || authority < 0)
        {
            return At(root, link);
        }

        // Not by Uri, which refuses a host that a proxy has spoilt ("host:80:80") and rewrites escapes that are the server's.
        var path = link.IndexOfAny(['/', '?'], authority + SchemeEnd.Length);
        var origin = path < 0 ? link : link[..path];
        var target = path < 0 ? "/" : link[path] == '?' ? "/" + link[path..] : link[path..];
        var isOurs = Uri.TryCreate(origin, UriKind.Absolute, out var there) && there.Scheme == root.Scheme && there.Authority == root.Authority;
        if (!isOurs && !IsBelow(root, target))
        {
            throw new FhirException(
                FhirErrorKind.Configuration,
                FhirErrorCodes.BadNextLink,
                $"the server's next link leads to {origin} and not below {root.GetLeftPart(UriPartial.Path)}: set the server's own base address, or Mhero__Fhir__BaseUrl");
        }

        return At(root, target);
    }

    private static bool IsBelow(Uri root, string target) =>
        target.StartsWith(root.AbsolutePath, StringComparison.Ordinal)
        || target.Split('?')[0] == root.AbsolutePath.TrimEnd('/');

    private static Uri At(Uri root, string target)
    {
        // The link is the server's own; Uri would rewrite escapes in it. One that could not go into a request line as it is
        // has to be rewritten. (On Unix a path alone would pass for the address of a file.)
        var isPlain = target.All(c => c is > ' ' and < '\x7f') && target.StartsWith('/') && !target.StartsWith("//", StringComparison.Ordinal);
        try
        {
            return isPlain
                ? new Uri(root.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
                : Within(root, new Uri(root, target));
        }
        catch (UriFormatException e)
        {
            throw new FhirException(FhirErrorKind.Permanent, FhirErrorCodes.BadNextLink, "the server's next link is not an address", e);
        }
    }

    private static Uri Within(Uri root, Uri url) => url.Scheme == root.Scheme && url.Authority == root.Authority
        ? url
        : throw new FhirException(FhirErrorKind.Configuration, FhirErrorCodes.BadNextLink, $"the server's next link leads to {url.GetLeftPart(UriPartial.Authority)}");
}
