using Mhero.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/dead-letters/replay</c>: puts all dead letters back on their queues. Query: <c>queue</c>.</summary>
/// <param name="deadLetters">The dead letters.</param>
public sealed class ReplayDeadLetters(DeadLetters deadLetters)
{
    /// <summary>Answers 202 with how many there were.</summary>
    [Function(nameof(ReplayDeadLetters))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/replay")] HttpRequest request, CancellationToken cancellationToken) =>
        Results.Accepted("/api/status", new { replayed = await deadLetters.ReplayAllAsync(Listing.TextOf(request, "queue"), cancellationToken) });
}
