using Mhero.Core.Sync.Contacts;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/conflicts</c>: attributes that both sides changed, with both values and who won. Query: <c>max</c> (100).</summary>
/// <param name="conflicts">The conflicts.</param>
public sealed class ListConflicts(Conflicts conflicts)
{
    /// <summary>Answers 200 with the list.</summary>
    [Function(nameof(ListConflicts))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "conflicts")] HttpRequest request, CancellationToken cancellationToken) =>
        Listing.MaxOf(request) is { } max ? Results.Ok(await conflicts.ListAsync(max, cancellationToken)) : Listing.BadMax();
}
