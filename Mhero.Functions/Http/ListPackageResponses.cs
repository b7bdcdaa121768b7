using Mhero.Core.Publishing;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/floip/packages/{id}/responses</c>: the rows of a package, paged; for clients with a token <c>GET /api/flow-results/packages/{id}/responses</c>.</summary>
/// <param name="api">The API.</param>
/// <param name="options">The settings.</param>
public sealed class ListPackageResponses(PublishedApi api, IOptions<PublishingOptions> options)
{
    /// <summary>Answers 200 with a page of rows (JSON:API), 400 or 404.</summary>
    [Function(nameof(ListPackageResponses))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "floip/packages/{id}/responses")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        FlowResultsEndpoint.Answer(await api.RowsAsync(id, FlowResultsEndpoint.AddressOf(request, options.Value), name => Listing.TextOf(request, name), cancellationToken));

    /// <summary>The same for a client that sends <c>Authorization: Token …</c>; 401 or 503 without it.</summary>
    [Function(nameof(ListPackageResponses) + "ByToken")]
    public async Task<IResult> RunByTokenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "flow-results/packages/{id}/responses")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        FlowResultsEndpoint.Refusal(request, options.Value) ?? await RunAsync(request, id, cancellationToken);
}
