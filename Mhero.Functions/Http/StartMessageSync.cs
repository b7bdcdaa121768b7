using Mhero.Core.Sync.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/sync/messages</c>: reads which messages came now instead of when the timer fires.</summary>
/// <param name="sync">The message sync.</param>
public sealed class StartMessageSync(MessageSync sync)
{
    /// <summary>Answers 202 once the reading is on the queue.</summary>
    [Function(nameof(StartMessageSync))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "sync/messages")] HttpRequest request, CancellationToken cancellationToken)
    {
        await sync.OrderAsync(cancellationToken);
        return Results.Accepted("/api/status", new { ordered = new[] { MessageSync.Kind } });
    }
}
