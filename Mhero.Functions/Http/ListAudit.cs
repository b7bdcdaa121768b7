using Mhero.Core.Storage.Audit;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/audit</c>: what operators changed, the latest first. Query: <c>operator</c>, <c>action</c>, <c>item</c>, <c>from</c>, <c>to</c>, <c>max</c> (100), <c>after</c>.</summary>
/// <param name="audit">The audit log.</param>
public sealed class ListAudit(IAuditLog audit)
{
    /// <summary>Answers 200 with the list; the header <c>Link</c> names the next page.</summary>
    [Function(nameof(ListAudit))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audit")] HttpRequest request, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () =>
        {
            if (Listing.MaxOf(request) is not { } max)
            {
                return Listing.BadMax();
            }

            var filter = new AuditFilter
            {
                Operator = Listing.TextOf(request, "operator"),
                Action = Listing.TextOf(request, "action"),
                Item = Listing.TextOf(request, "item"),
                From = Filters.TimeOf(request, "from"),
                To = Filters.TimeOf(request, "to"),
            };
            var page = await audit.ListAsync(filter, max, Listing.TextOf(request, "after"), cancellationToken);
            OperatorAnswers.LinkNext(request, page.Next);
            return Results.Ok(page.Entries);
        });
}
