using Mhero.Core.Operating.Responses;

namespace Mhero.Functions.Http;

/// <summary>
/// <c>GET /api/responses</c>: searches the registry for responses, without their answers. Query: <c>worker</c>, <c>phone</c>, <c>flow</c>, <c>facility</c>,
/// <c>from</c>, <c>to</c>, <c>run</c>, <c>id</c>, <c>max</c> (100), <c>after</c>.
/// </summary>
/// <param name="responses">Searches.</param>
public sealed class ListResponses(ResponseSearch responses)
{
    /// <summary>Answers 200 with a page, 400 or 422 with what to change, or 503 when the registry cannot be asked.</summary>
    [Function(nameof(ListResponses))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "responses")] HttpRequest request, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () =>
        {
            if (Listing.MaxOf(request) is not { } max)
            {
                return Listing.BadMax();
            }

            var query = new ResponseQuery
            {
                Worker = Listing.TextOf(request, "worker"),

                // A query has a blank in place of a plus that was not escaped.
                Phone = Listing.TextOf(request, "phone") is { } phone && phone.StartsWith(' ') ? "+" + phone.TrimStart() : Listing.TextOf(request, "phone"),
                Flow = Listing.TextOf(request, "flow"),
                Facility = Listing.TextOf(request, "facility"),
                From = Filters.TimeOf(request, "from"),
                To = Filters.TimeOf(request, "to"),
                Run = Listing.TextOf(request, "run"),
                Id = Listing.TextOf(request, "id"),
            };
            var page = await responses.SearchAsync(query, max, Listing.TextOf(request, "after"), cancellationToken);
            OperatorAnswers.LinkNext(request, page.Next);
            return Results.Ok(page);
        });
}
