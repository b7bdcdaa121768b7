using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Operating.Responses;

/// <summary>Searches the registry for responses. A condition that the server ignores refuses the search, so that no other person's response is shown for it.</summary>
public sealed class ResponseSearch
{
    private const string Elements = "id,meta,identifier,questionnaire,status,subject,authored,author,source";
    private const string ServerTime = "yyyy-MM-dd'T'HH:mm:ss";

    private readonly FhirGateway _fhir;
    private readonly ResponseConditions _conditions;

    internal ResponseSearch(FhirGateway fhir, ResponseConditions conditions) => (_fhir, _conditions) = (fhir, conditions);

    /// <summary>Searches, a page of the server at a time.</summary>
    /// <param name="query">Which.</param>
    /// <param name="max">How many at most in a page; a server may give fewer.</param>
    /// <param name="after">The <see cref="ResponsePage.Next"/> of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>A page.</returns>
    /// <exception cref="OperatorException">A condition names nothing that is known, or the server cannot search for it.</exception>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidPro.RapidProException">The flow is to be found by its name, and RapidPro cannot be read.</exception>
    public async Task<ResponsePage> SearchAsync(ResponseQuery query, int max, string? after, CancellationToken cancellationToken)
    {
        if (query.Id is { } id)
        {
            var found = await FindAsync(id, cancellationToken);
            return new ResponsePage(found is null ? [] : [Of(found)], null, []);
        }

        var conditions = await _conditions.OfAsync(query, cancellationToken);
        if (conditions.IsEmpty)
        {
            return new ResponsePage([], null, conditions.Notes);
        }

        var page = after is null ? await _fhir.SearchAsync(SearchOf(query, conditions, max), cancellationToken) : await NextAsync(after, cancellationToken);
        if (page is null)
        {
            return new ResponsePage([], null, []);
        }

        var matches = page.Matches.OfType<QuestionnaireResponse>().ToList();
        if (page.Issues.Count > 0 || matches.Exists(response => !Fits(response, query, conditions)))
        {
            throw new OperatorException(HttpCodes.NotSearchable, "The registry does not search for all of these conditions, and would show other responses too. Use fewer conditions.");
        }

        return new ResponsePage([.. matches.Select(Of)], page.Next is { } next ? Convert.ToBase64String(Encoding.UTF8.GetBytes(next)) : null, conditions.Notes);
    }

    /// <summary>Reads one response.</summary>
    /// <param name="id">Its id; a text that FHIR does not allow as one finds nothing.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    internal async Task<QuestionnaireResponse?> FindAsync(string id, CancellationToken cancellationToken) =>
        FhirGateway.IsId(id) ? await _fhir.ReadAsync<QuestionnaireResponse>(id, cancellationToken) : null;

    /// <summary>The response as lists show it.</summary>
    internal static ResponseSummary Of(QuestionnaireResponse response) => new(
        response.Id ?? string.Empty,
        TextOf(response.QuestionnaireElement),
        TextOf(response.AuthoredElement),
        TextOf(response.StatusElement),
        ResourceLocation.RelativeOf(response.Source?.Reference),
        response.Source?.Reference is null && response.Source?.Identifier is { System: MheroSystems.ContactUuid, Value: { } contact } ? contact : null,
        ResourceLocation.RelativeOf(response.Subject?.Reference),
        response.Identifier is { System: MheroSystems.RunUuid, Value: { } run } ? run : null,
        response.Meta?.LastUpdated);

    // Typed properties throw for a value that is not valid.
    private static string? TextOf(PrimitiveType? element) => element?.JsonValue as string;

    private static FhirSearch SearchOf(ResponseQuery query, FoundConditions conditions, int max)
    {
        var search = new FhirSearch("QuestionnaireResponse");
        search = conditions.Sources is { } sources ? search.WhereAny("source", [.. sources]) : search;
        search = conditions.Questionnaires is { } forms ? search.WhereAny("questionnaire", [.. forms]) : search;
        search = query.Run is { } run ? search.Where("identifier", MheroSystems.RunUuid, run) : search;
        search = query.From is { } from ? search.With("authored", "ge" + InstantOf(from)) : search;
        search = query.To is { } to ? search.With("authored", "lt" + InstantOf(to)) : search;
        return search.With("_sort", "-authored").With("_elements", Elements).With("_count", max.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Whether a response that the server found is one that was asked for.</summary>
    private static bool Fits(QuestionnaireResponse response, ResponseQuery query, FoundConditions conditions)
    {
        var summary = Of(response);
        return IsWithin(summary.Authored, query)
            && (query.Run is null || string.Equals(summary.Run, query.Run, StringComparison.OrdinalIgnoreCase))
            && (conditions.Sources is not { } sources || (summary.Source is { } source && sources.Contains(source)))
            && (conditions.Questionnaires is not { } forms || forms.Contains(summary.Questionnaire?.Split('|')[0] ?? string.Empty));
    }

    /// <summary>A day alone is left to the server: it stands for all of its moments.</summary>
    private static bool IsWithin(string? authored, ResponseQuery query) =>
        authored is not { Length: > 10 } || !DateTimeOffset.TryParse(authored, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        || ((query.From is null || at >= query.From.Value.AddSeconds(-1)) && (query.To is null || at < query.To.Value.AddSeconds(1)));

    // Without an offset servers take the time for their own zone's.
    private static string InstantOf(DateTimeOffset time) => time.UtcDateTime.ToString(ServerTime, CultureInfo.InvariantCulture) + "+00:00";

    private async Task<SearchPage?> NextAsync(string after, CancellationToken cancellationToken)
    {
        var link = new byte[after.Length];
        if (!Convert.TryFromBase64String(after, link, out var length))
        {
            throw new OperatorException(HttpCodes.BadFilter, "The continuation is not one that a page gave.");
        }

        // The gateway follows it on the registry's own address only.
        return await _fhir.NextAsync(new SearchPage { Matches = [], Type = "QuestionnaireResponse", Next = Encoding.UTF8.GetString(link, 0, length) }, cancellationToken);
    }
}
