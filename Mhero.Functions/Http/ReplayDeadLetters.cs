using Mhero.Core.Storage.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/dead-letters/replay</c>: orders that all dead letters go back on their queues. Query: <c>queue</c>.</summary>
/// <param name="jobs">The jobs.</param>
public sealed class ReplayDeadLetters(ReplayJobs jobs)
{
    /// <summary>Answers 202 with the job; its address is in <c>Location</c>.</summary>
    [Function(nameof(ReplayDeadLetters))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "dead-letters/replay")] HttpRequest request)
    {
        // Not cancelled with the client: an order takes three requests to storage, and half of one has no effect.
        var job = await jobs.StartAsync(Listing.TextOf(request, "queue"), CancellationToken.None);
        return Results.Accepted($"/api/jobs/{job.Id}", job);
    }
}
