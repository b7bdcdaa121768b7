using System.Text.Json.Serialization.Metadata;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro.Http;

/// <summary>Cursor paging, the same for every list.</summary>
internal static class RapidProPages
{
    public static async Task<Page<T>> GetPageAsync<T>(
        this RapidProPipeline pipeline,
        RapidProEndpoint endpoint,
        string query,
        string? cursor,
        JsonTypeInfo<PageBody<T>> shape,
        CancellationToken cancellationToken)
    {
        var request = RapidProRequest.Get(endpoint, QueryString.WithCursor(query, cursor));
        var answer = await pipeline.SendAsync(request, shape, cancellationToken);
        var next = answer.Value.Next is { Length: > 0 } address
            ? QueryString.Cursor(address) ?? throw NoProgress(request)
            : null;

        // An empty list says that there is nothing; a missing one says nothing.
        return answer.Value.Results is null ? throw Unreadable(request, "has no list of results") : new Page<T>(ListOf.Records(answer.Value.Results), next, answer.ServerTime);
    }

    public static async IAsyncEnumerable<Page<T>> GetPagesAsync<T>(
        this RapidProPipeline pipeline,
        RapidProEndpoint endpoint,
        string query,
        JsonTypeInfo<PageBody<T>> shape,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        var followed = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            var page = await pipeline.GetPageAsync(endpoint, query, cursor, shape, cancellationToken);
            yield return page;
            if (page.NextCursor is not null && !followed.Add(page.NextCursor))
            {
                throw NoProgress(RapidProRequest.Get(endpoint));
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    public static async Task<IReadOnlyList<TModel>> GetAllAsync<T, TModel>(
        this RapidProPipeline pipeline,
        RapidProEndpoint endpoint,
        string query,
        JsonTypeInfo<PageBody<T>> shape,
        Func<T, TModel> toModel,
        CancellationToken cancellationToken)
    {
        List<TModel> all = [];
        await foreach (var page in pipeline.GetPagesAsync(endpoint, query, shape, cancellationToken))
        {
            all.AddRange(page.Results.Select(toModel));
        }

        return all;
    }

    // To stop quietly here would lose the rest of the list.
    private static RapidProException NoProgress(RapidProRequest request) => Unreadable(request, "announces a next page without its cursor, or leads back to a page already read");

    private static RapidProException Unreadable(RapidProRequest request, string fault) =>
        new(RapidProErrorKind.Transient, RapidProErrorCodes.UnreadableAnswer, $"RapidPro's answer to {request} {fault}.");
}
