namespace Mhero.Core.Floip.Http;

/// <summary>The links of one list: each leads to the configured server, and no circle of them is followed without end.</summary>
/// <param name="root">The address of the list of packages.</param>
/// <param name="from">Where an earlier reading of the list ended; null for none.</param>
internal sealed class PageLinks(Uri root, PagePosition? from)
{
    private PagePosition? _last = from;

    /// <summary>The position after a page.</summary>
    /// <param name="link">The link on it, absolute or a path.</param>
    /// <param name="content">What identifies its content; null for an empty page.</param>
    /// <exception cref="FlowResultsException">The link leads to another server, is not an address, or the pages come round again.</exception>
    public PagePosition Pass(string link, string? content)
    {
        if (_last is not null && (link == _last.Link || link == _last.Anchor || (content is not null && content == _last.Content)))
        {
            throw new FlowResultsException(FlowResultsErrorKind.Transient, FloipCodes.BadNextLink, "The server's next links lead back to a page that was read. Report it to the server's owner.");
        }

        Resolve(link);
        var pages = (_last?.Pages ?? 0) + 1;
        return new PagePosition(link, pages, int.IsPow2(pages) ? link : _last?.Anchor, content ?? _last?.Content);
    }

    /// <summary>The address of a position, as the server wrote it, with its own escapes. The reading goes on from there.</summary>
    /// <exception cref="FlowResultsException">The link does not lead to the configured server.</exception>
    public Uri Resume(PagePosition position)
    {
        _last = position;
        return Resolve(position.Link);
    }

    /// <inheritdoc cref="Pass"/>
    /// <returns>The address of the next page.</returns>
    public Uri Follow(string link, string? content) => Resume(Pass(link, content));

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
