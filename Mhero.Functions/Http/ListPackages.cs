using Mhero.Core.Publishing;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/floip/packages</c>: the flows' Questionnaires as Flow Results packages; for clients with a token <c>GET /api/flow-results/packages</c>.</summary>
/// <param name="api">The API.</param>
/// <param name="options">The settings.</param>
public sealed class ListPackages(PublishedApi api, IOptions<PublishingOptions> options)
{
    /// <summary>Answers 200 with the list (JSON:API).</summary>
    [Function(nameof(ListPackages))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "floip/packages")] HttpRequest request, CancellationToken cancellationToken) =>
        FlowResultsEndpoint.Answer(await api.ListAsync(FlowResultsEndpoint.AddressOf(request, options.Value), cancellationToken));

    /// <summary>The same for a client that sends <c>Authorization: Token …</c>; 401 or 503 without it.</summary>
    [Function(nameof(ListPackages) + "ByToken")]
    public async Task<IResult> RunByTokenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "flow-results/packages")] HttpRequest request, CancellationToken cancellationToken) =>
        FlowResultsEndpoint.Refusal(request, options.Value) ?? await RunAsync(request, cancellationToken);
}
