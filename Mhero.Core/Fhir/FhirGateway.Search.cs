using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

public sealed partial class FhirGateway
{
    // Proxies and servers cut URLs off somewhere above 8,000 characters.
    private const int LongestUrl = 7_500;

    private const int IdsPerSearch = 100;

    /// <summary>Fetches the first page of a search, <see cref="FhirOptions.PageSize"/> resources unless <c>_count</c> is given.</summary>
    /// <param name="search">What to search for; a long one is sent as a form.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FhirException">The search failed.</exception>
    /// <remarks>
    /// Every search asks for a result of now (<c>Cache-Control: no-cache</c>): servers answer searches again for a minute or so,
    /// and most searches here decide whether something is written. A search for several values that finds too little is not
    /// believed before the server has shown that it knows such searches; see <see cref="SearchLists"/>.
    /// </remarks>
    public async Task<SearchPage> SearchAsync(FhirSearch search, CancellationToken cancellationToken = default)
    {
        var list = SearchList.Of(search);
        if (list is null || _lists.Works(list))
        {
            return await FirstPageAsync(search, cancellationToken);
        }

        return await FailsAsync(list, cancellationToken) ? await SearchEachAsync(list, list.Values, cancellationToken) : await DoubtAsync(list, cancellationToken);
    }

    /// <summary>Fetches the page after another one, by the server's own link.</summary>
    /// <param name="page">The page before.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page, or null after the last one.</returns>
    /// <exception cref="FhirException">
    /// The page could not be fetched; the link leads to another origin than the base's and to a path that is not below the base
    /// (<see cref="FhirErrorKind.Configuration"/>); the pages repeat (<see cref="FhirErrorCodes.BadNextLink"/>); or the
    /// server has dropped the result, so that the search has to start again (<see cref="FhirErrorKind.Transient"/>,
    /// <see cref="FhirErrorCodes.SearchExpired"/>).
    /// </exception>
    /// <remarks>
    /// A server behind a proxy may write its own scheme or host into the link. Its path and query are then followed on the
    /// configured origin, so that the token goes nowhere else.
    /// </remarks>
    public async Task<SearchPage?> NextAsync(SearchPage page, CancellationToken cancellationToken = default)
    {
        if (page.Next is null)
        {
            return null;
        }

        var request = new FhirRequest(HttpMethod.Get, NextLink.Resolve(_root, page.Next), $"GET {page.Type} (next page)") { NoCache = true };
        try
        {
            return ToPage(await _transport.SendAsync(request, cancellationToken), request, page.Type, page.Trail);
        }
        catch (FhirException e) when (e.Kind == FhirErrorKind.NotFound)
        {
            throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.SearchExpired, $"the server dropped the search for {page.Type} between two pages; it has to start again", e) { Status = e.Status };
        }
    }

    /// <summary>All pages of a search, each fetched when it is asked for.</summary>
    /// <param name="search">What to search for.</param>
    /// <param name="cancellationToken">Ends the crawl.</param>
    /// <exception cref="FhirException">A page could not be fetched.</exception>
    public IAsyncEnumerable<SearchPage> SearchPagesAsync(FhirSearch search, CancellationToken cancellationToken = default) =>
        CrawlAsync(search, cancellationToken);

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
            search = search.With("_lastUpdated", "ge" + InstantOf(moment));
        }

        search = search.With("_sort", "_lastUpdated").With("_count", _options.PageSize.ToString(CultureInfo.InvariantCulture));
        if (elements is not null)
        {
            search = search.With("_elements", string.Join(',', elements.Union(["id", "meta"])));
        }

        var seen = new HashSet<(string? Id, string? Version)>();
        await foreach (var page in CrawlAsync(search, cancellationToken))
        {
            yield return new SearchPage
            {
                Type = page.Type,
                Matches = [.. page.Matches.Where(match => seen.Add((match.Id, match.Meta?.VersionId ?? match.Meta?.LastUpdatedElement?.JsonValue as string)))],
                Included = page.Included,
                Issues = page.Issues,
                ServerTime = page.ServerTime,
                Next = page.Next,
                Trail = page.Trail,
            };
        }
    }

    /// <summary>Finds when a resource of a type changed last, by the server's stamp.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The stamp; null without a resource, or when the server gives none.</returns>
    /// <exception cref="FhirException">The search failed.</exception>
    public async Task<DateTimeOffset?> NewestAsync(string type, CancellationToken cancellationToken = default)
    {
        var search = new FhirSearch(type).With("_sort", "-_lastUpdated").With("_count", "1").With("_elements", "id,meta");
        return (await SearchAsync(search, cancellationToken)).Matches.Max(match => match.Meta?.LastUpdated);
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
        var type = NameOf<T>();
        var searches = ids.Distinct().Chunk(IdsPerSearch).Select(async chunk =>
        {
            var found = new List<T>(chunk.Length);
            await foreach (var page in CrawlAsync(new FhirSearch(type).WhereAny("_id", chunk), cancellationToken))
            {
                found.AddRange(page.Matches.OfType<T>());
            }

            return found;
        });
        return [.. (await System.Threading.Tasks.Task.WhenAll(searches)).SelectMany(found => found).DistinctBy(one => one.Id)];
    }

    /// <summary>
    /// Reads several resources as <see cref="ReadManyAsync"/> does, and each that the searches did not find by its address, for callers to whom a
    /// missing one means that it was deleted: the index of a server may be seconds behind its resources. Nothing is at an id that FHIR does not allow.
    /// </summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="ids">Their ids; doubles count once.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Those that are there, in no particular order.</returns>
    /// <exception cref="FhirException">A search or read failed.</exception>
    public async Task<IReadOnlyList<T>> ReadPresentAsync<T>(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
        where T : Resource
    {
        var present = (await ReadManyAsync<T>(ids, cancellationToken)).ToList();
        foreach (var id in ids.Where(IsId).Distinct().Except(present.Select(one => one.Id!)).ToList())
        {
            if (await ReadAsync<T>(id, cancellationToken) is { } resource)
            {
                present.Add(resource);
            }
        }

        return present;
    }

    private async IAsyncEnumerable<SearchPage> CrawlAsync(FhirSearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = await SearchAsync(search, cancellationToken); page is not null; page = await NextAsync(page, cancellationToken))
        {
            yield return page;
        }
    }

    /// <summary>
    /// What happened to the resources of a type, the newest first: page after page of their states, and of deletions in <see cref="SearchPage.Deleted"/>.
    /// </summary>
    /// <param name="type">The resource type.</param>
    /// <param name="since">The first moment that counts; null for everything.</param>
    /// <param name="cancellationToken">Ends the crawl.</param>
    /// <exception cref="FhirException">A page could not be fetched; a server without the history of a type answers as to an unknown address.</exception>
    internal async IAsyncEnumerable<SearchPage> HistoryAsync(string type, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var search = new FhirSearch(type + "/_history").With("_count", _options.PageSize.ToString(CultureInfo.InvariantCulture));
        search = since is { } moment ? search.With("_since", InstantOf(moment)) : search;
        for (var page = await FirstPageAsync(search, cancellationToken); page is not null; page = await NextAsync(page, cancellationToken))
        {
            yield return page;
        }
    }

    /// <summary>Without an offset servers take the time for their own zone's.</summary>
    private static string InstantOf(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + "+00:00";

    /// <summary>The first page of a search as the server gives it, with no second look.</summary>
    internal async Task<SearchPage> FirstPageAsync(FhirSearch search, CancellationToken cancellationToken)
    {
        if (!search.Has("_count"))
        {
            search = search.With("_count", _options.PageSize.ToString(CultureInfo.InvariantCulture));
        }

        var url = At(search);
        var request = url.OriginalString.Length <= LongestUrl
            ? new FhirRequest(HttpMethod.Get, url, $"GET {search.Type}")
            : new FhirRequest(HttpMethod.Post, new Uri(_root, $"{search.Type}/_search"), $"POST {search.Type}/_search")
            {
                Body = Encoding.ASCII.GetBytes(search.ToQuery()),
                ContentType = "application/x-www-form-urlencoded",
            };
        request = request with { NoCache = true };
        return ToPage(await _transport.SendAsync(request, cancellationToken), request, search.Type, new PageTrail());
    }

    private static SearchPage ToPage(FhirReply reply, FhirRequest request, string type, PageTrail trail)
    {
        var bundle = Expect<Bundle>(reply, request);
        var matches = new List<Resource>(bundle.Entry.Count);
        var included = new List<Resource>();
        var issues = new List<OperationOutcome.IssueComponent>();
        var deleted = new List<(string, DateTimeOffset?)>();
        foreach (var entry in bundle.Entry)
        {
            // The mode is optional, and a code that R4 does not know must not throw here.
            var mode = entry.Search?.ModeElement?.JsonValue as string;
            switch (entry.Resource)
            {
                case null when entry.Request?.MethodElement?.JsonValue as string == "DELETE":
                    if ((ResourceLocation.Parse(entry.Request.Url).Id ?? ResourceLocation.Parse(entry.FullUrl).Id) is { } id)
                    {
                        deleted.Add((id, TimeOf(entry.Response?.LastModifiedElement)));
                    }

                    break;
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

        var next = bundle.Link.FirstOrDefault(link => link.Relation == "next")?.Url;
        trail.Add(type, next, matches);
        return new SearchPage
        {
            Type = type,
            Matches = matches,
            Included = included,
            Issues = issues,
            Deleted = deleted,
            ServerTime = reply.Date,
            Next = next,
            Trail = trail,
        };
    }
}
