using Mhero.Core.Messaging.OptOut;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/sync/opt-outs</c>: reads the registry's Flags now instead of when the timer fires.</summary>
/// <param name="sync">The sync of opt-outs.</param>
public sealed class StartOptOutSync(OptOutSync sync)
{
    /// <summary>Answers 202 once the reading is on the queue.</summary>
    [Function(nameof(StartOptOutSync))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "sync/opt-outs")] HttpRequest request, CancellationToken cancellationToken)
    {
        await sync.OrderAsync(cancellationToken);
        return Results.Accepted("/api/status", new { ordered = new[] { OptOutSync.Kind } });
    }
}
