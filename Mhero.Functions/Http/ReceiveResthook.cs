using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Runs;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/rapidpro/resthook</c>: a resthook that flows call.</summary>
/// <param name="intake">Puts the run on the queue.</param>
/// <param name="options">Holds the secret.</param>
/// <param name="metrics">Counts refusals.</param>
public sealed class ReceiveResthook(WebhookReceiver intake, IOptions<RapidProOptions> options, WebhookMetrics metrics)
{
    /// <summary>Answers 202, or 4xx with what to change.</summary>
    [Function(nameof(ReceiveResthook))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rapidpro/resthook")] HttpRequest request, CancellationToken cancellationToken) =>
        WebhookEndpoint.EnterAsync(request, intake, options.Value, metrics, cancellationToken);
}
