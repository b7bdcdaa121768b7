using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Runs;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/rapidpro/webhook</c>: a flow's <c>call_webhook</c>: the editor's default body, the same with the run's UUID, or the body of old flows.</summary>
/// <param name="intake">Puts the run on the queue.</param>
/// <param name="options">Holds the secret.</param>
/// <param name="metrics">Counts refusals.</param>
public sealed class ReceiveWebhook(WebhookReceiver intake, IOptions<RapidProOptions> options, WebhookMetrics metrics)
{
    /// <summary>Answers 202, or 4xx with what to change.</summary>
    [Function(nameof(ReceiveWebhook))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "rapidpro/webhook")] HttpRequest request, CancellationToken cancellationToken) =>
        WebhookEndpoint.EnterAsync(request, intake, options.Value, metrics, cancellationToken);
}
