using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Responses;
using Mhero.Core.Sync.Engine;

namespace Mhero.Functions.Http;

/// <summary>
/// <c>POST /api/sync/{kind}</c>: reads what changed now instead of when the timers fire. The kind is that of a sync, or of one of its pollers. With <c>since</c>
/// or <c>flow</c>, <c>sync/runs</c> orders that resources are extracted again from stored responses. With
/// <c>full</c>, <c>sync/contacts</c> orders that both sides are compared with the ledger in full.
/// </summary>
/// <param name="syncs">The syncs.</param>
/// <param name="responses">The actions on responses.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class StartSync(SyncActions syncs, ResponseActions responses, OperatorIdentity operators)
{
    /// <summary>Answers 202 once each reading of the sync is on the queue, or with the job; 400, 404 for a kind that does not exist, or 503.</summary>
    [Function(nameof(StartSync))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "sync/{kind}")] HttpRequest request, string kind, CancellationToken cancellationToken)
    {
        var flow = Listing.TextOf(request, "flow");
        if (string.Equals(kind, SyncKinds.Runs, StringComparison.OrdinalIgnoreCase) && (flow ?? Listing.TextOf(request, "since")) is not null)
        {
            return await OperatorAnswers.GuardAsync(async () =>
                OperatorAnswers.Ordered(await responses.ExtractAgainAsync(flow, Filters.TimeOf(request, "since"), operators.Of(request), CancellationToken.None)));
        }

        if (string.Equals(kind, SyncKinds.Contacts, StringComparison.OrdinalIgnoreCase) && Filters.IsOn(request, "full"))
        {
            return OperatorAnswers.Ordered(await syncs.ReconcileAsync(Filters.IsOn(request, "confirm"), operators.Of(request), CancellationToken.None));
        }

        var ordered = await syncs.StartAsync(kind, operators.Of(request), cancellationToken);
        return ordered.Count > 0
            ? Results.Accepted("/api/status", new { ordered })
            : Results.Problem(
                $"No sync of this kind exists: use one of {string.Join(", ", syncs.Kinds)}.",
                statusCode: StatusCodes.Status404NotFound,
                extensions: new Dictionary<string, object?> { ["code"] = HttpCodes.UnknownSync, ["kinds"] = syncs.Kinds });
    }
}
