using Mhero.Core.Sync.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/sync/runs</c>: reads which runs changed now instead of when the timer fires.</summary>
/// <param name="sync">The run sync.</param>
public sealed class StartRunSync(RunSync sync)
{
    /// <summary>Answers 202 once the reading is on the queue.</summary>
    [Function(nameof(StartRunSync))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "sync/runs")] HttpRequest request, CancellationToken cancellationToken)
    {
        await sync.OrderAsync(cancellationToken);
        return Results.Accepted("/api/status", new { ordered = new[] { RunSync.Kind } });
    }
}
