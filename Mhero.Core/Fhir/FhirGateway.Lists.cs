using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

public sealed partial class FhirGateway
{
    private readonly SearchLists _lists;

    /// <summary>
    /// Whether the server is known not to find several values at once. A trial that found them proves it for the parameter that was tried
    /// alone, so it changes nothing here.
    /// </summary>
    private async Task<bool> FailsAsync(SearchList list, CancellationToken cancellationToken)
    {
        if (!_lists.Fails(list) && _profiles is not null && (await _profiles.FindAsync(cancellationToken))?.Has(ServerAbilities.SeveralValues) is false)
        {
            _lists.Note(list, works: false);
        }

        return _lists.Fails(list);
    }

    /// <summary>Searches for several values on a server of which it is not known yet whether it can, and looks again for those that it found nothing of.</summary>
    private async Task<SearchPage> DoubtAsync(SearchList list, CancellationToken cancellationToken)
    {
        var page = await FirstPageAsync(list.Search, cancellationToken);
        var found = list.FoundIn(page.Matches);
        if (found.Count > 1 || (page.Matches.Count > 0 && !list.NamesThings))
        {
            _lists.Note(list, works: true);
            return page;
        }

        if (page.HasNext || (found.Count == 0 && page.Matches.Count > 0))
        {
            return page;
        }

        // One value may find what another one finds, as a canonical with its version and without: only a resource that the list did not find speaks against it.
        var others = await SearchEachAsync(list, [.. list.Values.Except(found)], cancellationToken);
        var known = page.Matches.Select(match => (match.TypeName, match.Id)).ToHashSet();
        if (others.Matches.All(one => known.Contains((one.TypeName, one.Id))))
        {
            return page;
        }

        _lists.Note(list, works: false);
        return new SearchPage
        {
            Type = page.Type,
            Matches = [.. page.Matches.Concat(others.Matches).DistinctBy(one => (one.TypeName, one.Id))],
            Included = [.. page.Included.Concat(others.Included).DistinctBy(one => (one.TypeName, one.Id))],
            Issues = [.. page.Issues, .. others.Issues],
            ServerTime = page.ServerTime,
        };
    }

    /// <summary>One search for each value, in batches of searches; all that they find is one page.</summary>
    private async Task<SearchPage> SearchEachAsync(SearchList list, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var matches = new Dictionary<(string, string?), Resource>();
        var included = new Dictionary<(string, string?), Resource>();
        var issues = new List<OperationOutcome.IssueComponent>();
        var count = _options.PageSize.ToString(CultureInfo.InvariantCulture);
        foreach (var some in values.Chunk(_options.MaxBatchEntries))
        {
            FhirSearch[] searches = [.. some.Select(list.For).Select(one => one.Has("_count") ? one : one.With("_count", count))];
            foreach (var first in await SearchTogetherAsync(searches, cancellationToken))
            {
                for (var page = first; page is not null; page = await NextAsync(page, cancellationToken))
                {
                    page.Matches.ToList().ForEach(one => matches.TryAdd((one.TypeName, one.Id), one));
                    page.Included.ToList().ForEach(one => included.TryAdd((one.TypeName, one.Id), one));
                    issues.AddRange(page.Issues);
                }
            }
        }

        return new SearchPage { Type = list.Search.Type, Matches = [.. matches.Values], Included = [.. included.Values], Issues = issues };
    }

    private async Task<IReadOnlyList<SearchPage>> SearchTogetherAsync(FhirSearch[] searches, CancellationToken cancellationToken)
    {
        if (searches.Length == 1)
        {
            return [await FirstPageAsync(searches[0], cancellationToken)];
        }

        var label = $"POST batch of {searches.Length} searches for {searches[0].Type}";
        var request = new FhirRequest(HttpMethod.Post, _root, label) { Body = BundleJson.Write("batch", [.. searches.Select(FhirEntry.Search)]), NoCache = true };
        var reply = await _transport.SendAsync(request, cancellationToken);
        var answer = Expect<Bundle>(reply, request);
        if (answer.Entry.Count != searches.Length)
        {
            throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.BundleMismatch, $"the answer to {label} has {answer.Entry.Count} entries") { Status = reply.Status };
        }

        var pages = new List<SearchPage>(searches.Length);
        foreach ((var search, var entry) in searches.Zip(answer.Entry))
        {
            // An entry that was throttled within the batch (429) is sent as a request of its own, with a request's waits.
            pages.Add(StatusOf(entry.Response?.Status) is >= 200 and < 300
                ? ToPage(reply with { Resource = entry.Resource }, request, search.Type, new PageTrail())
                : await FirstPageAsync(search, cancellationToken));
        }

        return pages;
    }
}
