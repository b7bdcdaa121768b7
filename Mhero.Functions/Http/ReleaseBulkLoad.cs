using Mhero.Core.Sync.Contacts.Bulk;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/bulk-load/release</c>: ends the bulk load; contacts that were not imported are written one by one.</summary>
/// <param name="loads">The bulk loads.</param>
public sealed class ReleaseBulkLoad(BulkLoads loads)
{
    /// <summary>Answers 202 with the bulk load, or 404.</summary>
    [Function(nameof(ReleaseBulkLoad))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "bulk-load/release")] HttpRequest request) =>
        await loads.ReleaseAsync(CancellationToken.None) is { } load ? Results.Accepted("/api/bulk-load", load) : BulkLoadProblems.None();
}
