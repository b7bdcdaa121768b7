using Mhero.Core;
using Mhero.Core.Operating;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/sync/{kind}</c>: reads what changed now instead of when the timers fire. The kind is that of a sync, or of one of its pollers.</summary>
/// <param name="syncs">The syncs.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class StartSync(SyncActions syncs, OperatorIdentity operators)
{
    /// <summary>Answers 202 once each reading of the sync is on the queue, and 404 for a kind that does not exist.</summary>
    [Function(nameof(StartSync))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "sync/{kind}")] HttpRequest request, string kind, CancellationToken cancellationToken)
    {
        var ordered = await syncs.StartAsync(kind, operators.Of(request), cancellationToken);
        return ordered.Count > 0
            ? Results.Accepted("/api/status", new { ordered })
            : Results.Problem(
                $"No sync of this kind exists: use one of {string.Join(", ", syncs.Kinds)}.",
                statusCode: StatusCodes.Status404NotFound,
                extensions: new Dictionary<string, object?> { ["code"] = HttpCodes.UnknownSync, ["kinds"] = syncs.Kinds });
    }
}
