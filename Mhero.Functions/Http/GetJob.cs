using Mhero.Core;
using Mhero.Core.Storage.Jobs;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/jobs/{id}</c>: the progress of a bulk operation.</summary>
/// <param name="jobs">The jobs.</param>
public sealed class GetJob(JobOrders jobs)
{
    /// <summary>Answers 200 with the job, or 404.</summary>
    [Function(nameof(GetJob))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "jobs/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await jobs.FindAsync(id, cancellationToken) is { } job
            ? Results.Ok(job)
            : Problems.Of(StatusCodes.Status404NotFound, HttpCodes.NoJob, "No job has this id; jobs are kept for 30 days.");
}
