using Mhero.Core.Sync.Contacts.Bulk;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/bulk-load</c>: the last bulk load, its progress and its files.</summary>
/// <param name="loads">The bulk loads.</param>
public sealed class GetBulkLoad(BulkLoads loads)
{
    /// <summary>Answers 200 with the bulk load, or 404.</summary>
    [Function(nameof(GetBulkLoad))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "bulk-load")] HttpRequest request, CancellationToken cancellationToken) =>
        await loads.FindAsync(cancellationToken) is { } load ? Results.Ok(load) : BulkLoadProblems.None();
}
