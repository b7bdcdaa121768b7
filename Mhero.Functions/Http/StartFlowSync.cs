using Mhero.Core.Sync.Flows;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/sync/flows</c>: reads which flows changed now instead of when the timer fires.</summary>
/// <param name="sync">The flow sync.</param>
public sealed class StartFlowSync(FlowSync sync)
{
    /// <summary>Answers 202 once the reading is on the queue.</summary>
    [Function(nameof(StartFlowSync))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "sync/flows")] HttpRequest request, CancellationToken cancellationToken)
    {
        await sync.OrderAsync(cancellationToken);
        return Results.Accepted("/api/status", new { ordered = new[] { FlowSync.Kind } });
    }
}
