using Mhero.Core.Storage.Jobs;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/jobs</c>: the bulk operations of the last 30 days, the latest first. Query: <c>max</c> (100).</summary>
/// <param name="jobs">The jobs.</param>
public sealed class ListJobs(JobOrders jobs)
{
    /// <summary>Answers 200 with the list.</summary>
    [Function(nameof(ListJobs))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "jobs")] HttpRequest request, CancellationToken cancellationToken) =>
        Listing.MaxOf(request) is { } max ? Results.Ok(await jobs.ListAsync(max, cancellationToken)) : Listing.BadMax();
}
