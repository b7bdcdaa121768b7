using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

public sealed partial class FhirGateway
{
    // Proxies and servers cut URLs off somewhere above 8,000 characters.
    private const int LongestUrl = 7_500;

    private const int IdsPerSearch = 100;

    /// <summary>Fetches the first page of a search, <see cref="FhirOptions.PageSize"/> resources unless <c>_count</c> says otherwise.</summary>
    /// <param name="search">What to search for; a long one is sent as a form.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FhirException">The search failed.</exception>
    public Task<SearchPage> SearchAsync(FhirSearch search, CancellationToken cancellationToken = default) =>
        SearchAsync(search, fresh: false, cancellationToken);

    /// <summary>Fetches the page after another one, by the server's own link.</summary>
    /// <param name="page">The page before.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page, or null after the last one.</returns>
    /// <exception cref="FhirException">
    /// The page could not be fetched; the link leads to another origin than the base's, where the token must not go
    /// (<see cref="FhirErrorKind.Configuration"/>); or the server has dropped the result, so that the search has to start
    /// anew (<see cref="FhirErrorKind.Transient"/>, <see cref="FhirErrorCodes.SearchExpired"/>).
    /// </exception>
    public async Task<SearchPage?> NextAsync(SearchPage page, CancellationToken cancellationToken = default)
    {
        if (page.Next is null)
        {
            return null;
        }

        Uri url = Follow(page.Next);
        if (url.Scheme != root.Scheme || url.Authority != root.Authority)
        {
            throw new FhirException(
                FhirErrorKind.Configuration,
                FhirErrorCodes.BadNextLink,
                $"the server's next link leads to {url.GetLeftPart(UriPartial.Authority)} and not to {root.GetLeftPart(UriPartial.Authority)}: set the server's own base address, or Mhero__Fhir__BaseUrl");
        }

        var request = new FhirRequest(HttpMethod.Get, url, $"GET {page.Type} (next page)") { NoCache = page.Fresh };
        try
        {
            SearchPage next = ToPage(await transport.SendAsync(request, cancellationToken), request, page.Type, page.Fresh);
            return next.Next != page.Next
                ? next
                : throw new FhirException(FhirErrorKind.Permanent, FhirErrorCodes.BadNextLink, $"the next link of a page of {page.Type} leads to itself");
        }
        catch (FhirException e) when (e.Kind == FhirErrorKind.NotFound)
        {
            throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.SearchExpired, $"the server dropped the search for {page.Type} between two pages; it has to start anew", e) { Status = e.Status };
        }
    }

    /// <summary>All pages of a search, each fetched when it is asked for.</summary>
    /// <param name="search">What to search for.</param>
    /// <param name="cancellationToken">Ends the crawl.</param>
    /// <exception cref="FhirException">A page could not be fetched.</exception>
    public IAsyncEnumerable<SearchPage> SearchPagesAsync(FhirSearch search, CancellationToken cancellationToken = default) =>
        CrawlAsync(search, fresh: false, cancellationToken);

    /// <summary>As <see cref="SearchPagesAsync"/>, but never from what a server remembers of an earlier search.</summary>
    /// <param name="search">What to search for.</param>
    /// <param name="cancellationToken">Ends the crawl.</param>
    /// <exception cref="FhirException">A page could not be fetched.</exception>
    internal IAsyncEnumerable<SearchPage> FreshPagesAsync(FhirSearch search, CancellationToken cancellationToken = default) =>
        CrawlAsync(search, fresh: true, cancellationToken);

    /// <summary>
    /// What changed in a type, the oldest change first. A version that comes a second time during the crawl, as it does at
    /// page boundaries while others write, is left out; deletions are not reported.
    /// </summary>
    /// <param name="type">The resource type.</param>
    /// <param name="since">The first moment that counts; null for everything. It is sent in UTC, to the millisecond.</param>
    /// <param name="elements">Elements to return, besides id and meta; null for whole resources. Servers may ignore it.</param>
    /// <param name="cancellationToken">Ends the crawl.</param>
    /// <exception cref="FhirException">A page could not be fetched.</exception>
    public async IAsyncEnumerable<SearchPage> ChangesAsync(
        string type,
        DateTimeOffset? since,
        IReadOnlyList<string>? elements,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var search = new FhirSearch(type);
        if (since is { } moment)
        {
            // Without an offset servers take the time for their own zone's.
            search = search.With("_lastUpdated", "ge" + moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + "+00:00");
        }

        search = search.With("_sort", "_lastUpdated").With("_count", options.PageSize.ToString(CultureInfo.InvariantCulture));
        if (elements is not null)
        {
            search = search.With("_elements", string.Join(',', elements.Union(["id", "meta"])));
        }

        var seen = new HashSet<(string? Id, string? Version)>();
        await foreach (SearchPage page in CrawlAsync(search, fresh: true, cancellationToken))
        {
            yield return new SearchPage
            {
                Type = page.Type,
                Matches = [.. page.Matches.Where(match => seen.Add((match.Id, match.Meta?.VersionId ?? match.Meta?.LastUpdatedElement?.JsonValue as string)))],
                Included = page.Included,
                Issues = page.Issues,
                ServerTime = page.ServerTime,
                Next = page.Next,
                Fresh = true,
            };
        }
    }

    /// <summary>Reads several resources by searches for their ids, a hundred at a time.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="ids">Their ids; doubles count once.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Those that are there, in no particular order.</returns>
    /// <exception cref="FhirException">A search failed.</exception>
    public async Task<IReadOnlyList<T>> ReadManyAsync<T>(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
        where T : Resource
    {
        string type = NameOf<T>();
        IEnumerable<Task<List<T>>> searches = ids.Distinct().Chunk(IdsPerSearch).Select(async chunk =>
        {
            var found = new List<T>(chunk.Length);
            await foreach (SearchPage page in CrawlAsync(new FhirSearch(type).WhereAny("_id", chunk), fresh: true, cancellationToken))
            {
                found.AddRange(page.Matches.OfType<T>());
            }

            return found;
        });
        return [.. (await System.Threading.Tasks.Task.WhenAll(searches)).SelectMany(found => found).DistinctBy(one => one.Id)];
    }

    private async IAsyncEnumerable<SearchPage> CrawlAsync(FhirSearch search, bool fresh, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (SearchPage? page = await SearchAsync(search, fresh, cancellationToken); page is not null; page = await NextAsync(page, cancellationToken))
        {
            yield return page;
        }
    }

    private async Task<SearchPage> SearchAsync(FhirSearch search, bool fresh, CancellationToken cancellationToken)
    {
        if (!search.Has("_count"))
        {
            search = search.With("_count", options.PageSize.ToString(CultureInfo.InvariantCulture));
        }

        Uri url = At(search);
        FhirRequest request = url.OriginalString.Length <= LongestUrl
            ? new FhirRequest(HttpMethod.Get, url, $"GET {search.Type}")
            : new FhirRequest(HttpMethod.Post, new Uri(root, $"{search.Type}/_search"), $"POST {search.Type}/_search")
            {
                Body = Encoding.ASCII.GetBytes(search.ToQuery()),
                ContentType = "application/x-www-form-urlencoded",
            };
        request = request with { NoCache = fresh };
        return ToPage(await transport.SendAsync(request, cancellationToken), request, search.Type, fresh);
    }

    private static SearchPage ToPage(FhirReply reply, FhirRequest request, string type, bool fresh)
    {
        Bundle bundle = Expect<Bundle>(reply, request);
        var matches = new List<Resource>(bundle.Entry.Count);
        var included = new List<Resource>();
        var issues = new List<OperationOutcome.IssueComponent>();
        foreach (Bundle.EntryComponent entry in bundle.Entry)
        {
            // The mode is optional, and a code that R4 does not know must not throw here.
            string? mode = entry.Search?.ModeElement?.JsonValue as string;
            switch (entry.Resource)
            {
                case null:
                    break;
                case OperationOutcome outcome when mode == "outcome" || type != "OperationOutcome":
                    issues.AddRange(outcome.Issue);
                    break;
                case var resource when mode == "include" || (mode != "match" && resource.TypeName != type):
                    included.Add(resource);
                    break;
                case var resource:
                    matches.Add(resource);
                    break;
            }
        }

        return new SearchPage
        {
            Type = type,
            Matches = matches,
            Included = included,
            Issues = issues,
            ServerTime = reply.Date,
            Next = bundle.Link.FirstOrDefault(link => link.Relation == "next")?.Url,
            Fresh = fresh,
        };
    }

    private Uri Follow(string link)
    {
        // The link is the server's own; Uri would rewrite escapes in it. One that could not go into a request line as it is
        // has to be rewritten. (On Unix a path alone would pass for the address of a file.)
        bool plain = link.All(c => c is > ' ' and < '\x7f') && link.StartsWith("http", StringComparison.OrdinalIgnoreCase);
        try
        {
            return plain && Uri.TryCreate(link, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out Uri? opaque)
                ? opaque
                : new Uri(root, link);
        }
        catch (UriFormatException e)
        {
            throw new FhirException(FhirErrorKind.Permanent, FhirErrorCodes.BadNextLink, "the server's next link is not an address", e);
        }
    }
}
