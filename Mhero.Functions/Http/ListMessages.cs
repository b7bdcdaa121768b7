using Mhero.Core.Operating.Messages;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/messages</c>: the requests to send something, the latest first, with how many recipients are in which state. Query: <c>max</c> (100), <c>after</c>.</summary>
/// <param name="messages">Reads them.</param>
public sealed class ListMessages(MessageReader messages)
{
    /// <summary>Answers 200 with the list; the header <c>Link</c> names the next page.</summary>
    [Function(nameof(ListMessages))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "messages")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (Listing.MaxOf(request) is not { } max)
        {
            return Listing.BadMax();
        }

        var page = await messages.ListAsync(max, Listing.TextOf(request, "after"), cancellationToken);
        OperatorAnswers.LinkNext(request, page.Next);
        return Results.Ok(page.Requests);
    }
}
