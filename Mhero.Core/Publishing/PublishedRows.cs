using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Floip.Results;
using Mhero.Core.Mapping.Floip;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.Reporting;

namespace Mhero.Core.Publishing;

/// <summary>The registry's responses to a flow as rows of its package. Reads the registry for each page, and writes nothing.</summary>
internal sealed class PublishedRows
{
    /// <summary>So many responses are read for a page at most; a page of few rows then ends with a link to the next one.</summary>
    private const int MaxResponses = 10_000;

    private static readonly ResponseToRows Mapper = new();

    private readonly FhirGateway _fhir;
    private readonly IOptions<ReportingOptions> _options;

    public PublishedRows(FhirGateway fhir, IOptions<ReportingOptions> options) => (_fhir, _options) = (fhir, options);

    /// <summary>Reads a page.</summary>
    /// <param name="package">The package, from <see cref="PublishedPackages.FindAsync"/>.</param>
    /// <param name="query">Which rows.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<RowsPage> ReadAsync(PublishedPackage package, RowQuery query, CancellationToken cancellationToken)
    {
        var rows = new List<(ResultsRow Row, RowCursor Before, RowCursor After)>();
        RowCursor? reached = null;
        var read = 0;
        var isEnd = true;
        await foreach (var response in ResponsesAsync(package, query, cancellationToken))
        {
            if (rows.Count >= query.PageSize || ++read > MaxResponses)
            {
                isEnd = false;
                break;
            }

            var stored = response.Meta!.LastUpdated!.Value.ToUniversalTime();
            var all = Covers(package, query, response) ? Mapper.Map(new ResponseSource(response, package.Questionnaire!)).Value : [];
            var left = Left(all, response, query).ToList();
            var some = left.Take(query.PageSize - rows.Count).ToList();
            rows.AddRange(some.Select(i => (all[i], new RowCursor(stored, response.Id!, i), new RowCursor(stored, response.Id!, i + 1))));
            reached = new RowCursor(stored, response.Id!, query.IsBackward ? 0 : all.Count);
            if (some.Count < left.Count)
            {
                isEnd = false;
                break;
            }
        }

        if (query.IsBackward)
        {
            rows.Reverse();
            return new RowsPage(Of(rows), isEnd ? null : rows is [var first, ..] ? first.Before : reached, query.Cursor);
        }

        return new RowsPage(Of(rows), query.Cursor, isEnd ? null : rows is [.., var last] && rows.Count >= query.PageSize ? last.After : reached);

        static IReadOnlyList<ResultsRow> Of(List<(ResultsRow Row, RowCursor Before, RowCursor After)> found) => found.ConvertAll(r => r.Row);
    }

    /// <summary>The place after a row, of which a client knows the id only.</summary>
    /// <param name="row">The row's id.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The place, or one before it when the response has changed since it was authored; null when no response has the row.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<RowCursor?> FindAsync(string row, CancellationToken cancellationToken)
    {
        var id = row.Split(':')[0];
        if (id == row || !Id.IsValidValue(id) || await _fhir.ReadAsync<QuestionnaireResponse>(id, cancellationToken) is not { Meta.LastUpdated: { } stored } response)
        {
            return null;
        }

        return DateTimeOffset.TryParse(RawElements.Text(response.AuthoredElement), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var authored) && authored < stored
            ? new RowCursor(authored.ToUniversalTime(), "", 0)
            : new RowCursor(stored.ToUniversalTime(), "", 0);
    }

    /// <summary>The positions of the rows that are asked for, in the order of reading.</summary>
    private static IEnumerable<int> Left(IReadOnlyList<ResultsRow> all, QuestionnaireResponse response, RowQuery query)
    {
        var cut = query.Cursor is { } cursor && cursor.Response == response.Id && cursor.Stored == response.Meta!.LastUpdated!.Value ? cursor.Rows : (int?)null;
        var positions = Enumerable.Range(0, all.Count)
            .Where(i => cut is not { } at || (query.IsBackward ? i < at : i >= at))
            .Where(i => (query.After is not { } after || all[i].Time > after) && (query.Until is not { } until || all[i].Time <= until));
        return query.IsBackward ? positions.Reverse() : positions;
    }

    private static bool Covers(PublishedPackage package, RowQuery query, QuestionnaireResponse response)
    {
        if (RawElements.Text(response.StatusElement) is "entered-in-error" || !ReportForms.Covers([package.Url], RawElements.Text(response.QuestionnaireElement)))
        {
            return false;
        }

        var parts = RawElements.Text(response.QuestionnaireElement)!.Split('#')[0].Split('|', 2);
        return (query.MinVersion is null && query.MaxVersion is null)
            || parts.Length < 2 || !package.Versions.TryGetValue(parts[1], out var version)
            || ((query.MinVersion is not { } min || version >= min) && (query.MaxVersion is not { } max || version <= max));
    }

    /// <summary>The responses after or before the cursor in the order of reading; those of one moment by their ids.</summary>
    private async IAsyncEnumerable<QuestionnaireResponse> ResponsesAsync(PublishedPackage package, RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var moment = new List<QuestionnaireResponse>();
        await foreach (var page in _fhir.SearchPagesAsync(SearchOf(package, query), cancellationToken))
        {
            foreach (var response in page.Matches.OfType<QuestionnaireResponse>().Where(r => r is { Id: not null, Meta.LastUpdated: not null }))
            {
                if (moment.Count > 0 && moment[0].Meta!.LastUpdated != response.Meta!.LastUpdated)
                {
                    if (moment[0].Meta!.LastUpdated > response.Meta!.LastUpdated != query.IsBackward)
                    {
                        throw new FhirException(FhirErrorKind.Configuration, FhirErrorCodes.Unreadable, "the server does not sort QuestionnaireResponses by _lastUpdated, so their rows cannot be paged");
                    }

                    foreach (var one in InOrder(moment, query))
                    {
                        yield return one;
                    }

                    moment.Clear();
                }

                moment.Add(response);
            }
        }

        foreach (var one in InOrder(moment, query))
        {
            yield return one;
        }
    }

    private static List<QuestionnaireResponse> InOrder(List<QuestionnaireResponse> moment, RowQuery query)
    {
        var ordered = moment.DistinctBy(r => r.Id).OrderBy(r => r.Id, StringComparer.Ordinal).ToList();
        if (query.IsBackward)
        {
            ordered.Reverse();
        }

        if (query.Cursor is { } cursor)
        {
            ordered.RemoveAll(r =>
            {
                var at = (r.Meta!.LastUpdated!.Value.UtcTicks - cursor.Stored.UtcTicks, string.CompareOrdinal(r.Id, cursor.Response));
                return query.IsBackward ? at is ( > 0, _) or (0, > 0) : at is ( < 0, _) or (0, < 0);
            });
        }

        return ordered;
    }

    private FhirSearch SearchOf(PublishedPackage package, RowQuery query)
    {
        var search = new FhirSearch("QuestionnaireResponse");
        if (_options.Value.SearchByForm)
        {
            search = search.WhereAny("questionnaire", [package.Url, .. package.Versions.Keys.Select(v => $"{package.Url}|{v}")]);
        }

        if (query.After is { } after)
        {
            // Servers compare to the millisecond; rows of just that time are left out here.
            search = search.With("authored", "ge" + Instant(after));
        }

        if (query.Until is { } until)
        {
            search = search.With("authored", "le" + Instant(until));
        }

        if (query.Cursor is { } cursor)
        {
            // Servers compare to the millisecond; responses before the cursor are left out here.
            search = search.With("_lastUpdated", query.IsBackward ? "le" + Instant(cursor.Stored.AddMilliseconds(1)) : "ge" + Instant(cursor.Stored));
        }

        return search.With("_sort", query.IsBackward ? "-_lastUpdated" : "_lastUpdated");
    }

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + "+00:00";
}
