using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Functions.Http;

/// <summary>
/// <c>GET /api/dead-letters</c>: what could not be handled, the latest first. Query: <c>queue</c>, <c>issue</c>, <c>text</c>, <c>flow</c>, <c>facility</c>,
/// <c>from</c>, <c>to</c>, <c>discarded</c>, <c>payload</c> (true), <c>max</c> (100), <c>after</c>.
/// </summary>
/// <param name="index">Lists them.</param>
/// <param name="deadLetters">Reads their payloads.</param>
public sealed class ListDeadLetters(DeadLetterIndex index, DeadLetterStore deadLetters)
{
    /// <summary>Answers 200 with the list; the header <c>Link</c> names the next page.</summary>
    [Function(nameof(ListDeadLetters))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead-letters")] HttpRequest request, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () =>
        {
            if (Listing.MaxOf(request) is not { } max)
            {
                return Listing.BadMax();
            }

            var (filter, after) = (Filters.DeadLettersOf(request), Listing.TextOf(request, "after"));
            var page = Filters.IsOn(request, "discarded")
                ? await index.ListDiscardedAsync(filter, max, after, cancellationToken)
                : await index.ListAsync(filter, max, after, cancellationToken);
            OperatorAnswers.LinkNext(request, page.Next);
            return Listing.TextOf(request, "payload") is "false" or "0"
                ? Results.Ok(page.Letters)
                : Results.Ok(await deadLetters.WithPayloadsAsync(page.Letters, cancellationToken));
        });
}
