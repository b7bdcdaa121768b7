namespace Mhero.Core.Floip.Http;

/// <summary>The links of one list: each leads to the configured server, and none is followed twice.</summary>
/// <param name="root">The address of the list of packages.</param>
internal sealed class PageLinks(Uri root)
{
    private readonly HashSet<string> _followed = new(StringComparer.Ordinal);
    private string? _last;

    /// <summary>The address of a link as the server wrote it, with its own escapes.</summary>
    /// <param name="link">The link, absolute or a path.</param>
    /// <param name="content">What identifies the content of the page that has the link; empty for an empty page.</param>
    /// <exception cref="FlowResultsException">The link leads to another server, is not an address, or the pages come round again.</exception>
    public Uri Follow(string link, string content)
    {
        if (!_followed.Add(link) || (content.Length > 0 && content == _last))
        {
            throw new FlowResultsException(FlowResultsErrorKind.Transient, FloipCodes.BadNextLink, "The server's next links lead back to a page that was read. Report it to the server's owner.");
        }

        _last = content;
        return Resolve(link);
    }

    private Uri Resolve(string link)
    {
        var target = link;
        if (link.Contains("://", StringComparison.Ordinal))
        {
            // A proxy that ends TLS makes servers write http for https; the path and the query are the server's all the same.
            var path = link.IndexOf('/', link.IndexOf("://", StringComparison.Ordinal) + 3);
            if (path < 0 || !Uri.TryCreate(link[..path], UriKind.Absolute, out var origin) || origin.Scheme is not ("http" or "https") || !IsOurs(origin))
            {
                throw new FlowResultsException(
                    FlowResultsErrorKind.Configuration,
                    FloipCodes.BadNextLink,
                    "The server's next link leads to another server, and mHero sends its token to the configured one alone. Set the address of the server that its links name.");
            }

            target = link[path..];
        }

        if (!target.StartsWith('/') || target.StartsWith("//", StringComparison.Ordinal) || target.Any(c => c is <= ' ' or >= '\x7f'))
        {
            throw new FlowResultsException(FlowResultsErrorKind.Permanent, FloipCodes.BadNextLink, "The server's next link is not an address. Report it to the server's owner.");
        }

        return new Uri(root.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private bool IsOurs(Uri origin) =>
        origin.UserInfo.Length == 0
        && string.Equals(origin.IdnHost, root.IdnHost, StringComparison.OrdinalIgnoreCase)
        && (origin.Port == root.Port || (origin.IsDefaultPort && root.IsDefaultPort));
}
