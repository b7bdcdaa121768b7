using Mhero.Core.Storage.DeadLetters;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/dead-letters</c>: what could not be handled, the latest first. Query: <c>queue</c>, <c>max</c> (100).</summary>
/// <param name="deadLetters">The dead letters.</param>
public sealed class ListDeadLetters(DeadLetterStore deadLetters)
{
    /// <summary>Answers 200 with the list.</summary>
    [Function(nameof(ListDeadLetters))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead-letters")] HttpRequest request, CancellationToken cancellationToken) =>
        Listing.MaxOf(request) is { } max
            ? Results.Ok(await deadLetters.ListAsync(Listing.TextOf(request, "queue"), max, cancellationToken))
            : Listing.BadMax();
}
