using Mhero.Core;
using Mhero.Core.Storage.DeadLetters;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/dead-letters/{id}/replay</c>: puts one dead letter back on its queue.</summary>
/// <param name="deadLetters">The dead letters.</param>
public sealed class ReplayDeadLetter(DeadLetterStore deadLetters)
{
    /// <summary>Answers 202, or 404.</summary>
    [Function(nameof(ReplayDeadLetter))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/{id}/replay")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        await deadLetters.ReplayAsync(id, cancellationToken)
            ? Results.Accepted("/api/status", new { replayed = 1 })
            : Problems.Of(StatusCodes.Status404NotFound, HttpCodes.NoDeadLetter, "No dead letter has this id: GET dead-letters lists them.");
}
