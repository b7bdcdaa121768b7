using Mhero.Core.Operating;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/bulk-load/release</c>: ends the bulk load; contacts that were not imported are written one by one.</summary>
/// <param name="loads">The actions on bulk loads.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class ReleaseBulkLoad(BulkLoadActions loads, OperatorIdentity operators)
{
    /// <summary>Answers 202 with the bulk load, or 404.</summary>
    [Function(nameof(ReleaseBulkLoad))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "bulk-load/release")] HttpRequest request) =>
        await loads.ReleaseAsync(operators.Of(request), CancellationToken.None) is { } load ? Results.Accepted("/api/bulk-load", load) : BulkLoadProblems.None();
}
