using Mhero.Core.Publishing;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/floip/packages/{id}</c>: the descriptor of a package; for clients with a token <c>GET /api/flow-results/packages/{id}</c>.</summary>
/// <param name="api">The API.</param>
/// <param name="options">The settings.</param>
public sealed class GetPackage(PublishedApi api, IOptions<PublishingOptions> options)
{
    /// <summary>Answers 200 with the descriptor (JSON:API), or 404.</summary>
    [Function(nameof(GetPackage))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "floip/packages/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        FlowResultsEndpoint.Answer(await api.PackageAsync(id, FlowResultsEndpoint.AddressOf(request, options.Value), cancellationToken));

    /// <summary>The same for a client that sends <c>Authorization: Token …</c>; 401 or 503 without it.</summary>
    [Function(nameof(GetPackage) + "ByToken")]
    public async Task<IResult> RunByTokenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "flow-results/packages/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        FlowResultsEndpoint.Refusal(request, options.Value) ?? await RunAsync(request, id, cancellationToken);
}
