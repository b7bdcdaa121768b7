using Mhero.Core.Sync.Contacts.Bulk;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/bulk-load/files/{number}</c>: a file for RapidPro's import.</summary>
/// <param name="loads">The bulk loads.</param>
public sealed class GetBulkLoadFile(BulkLoads loads)
{
    /// <summary>Answers 200 with the file as comma-separated text, or 409.</summary>
    [Function(nameof(GetBulkLoadFile))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "bulk-load/files/{number:int}")] HttpRequest request, int number, CancellationToken cancellationToken) =>
        await loads.HasFileAsync(number, cancellationToken)
            ? Results.Stream(to => loads.WriteFileAsync(number, to, cancellationToken), "text/csv; charset=utf-8", FormattableString.Invariant($"contacts-{number:000}.csv"))
            : BulkLoadProblems.NoFiles();
}
