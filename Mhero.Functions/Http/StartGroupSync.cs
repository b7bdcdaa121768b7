using Mhero.Core.Sync.Groups;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/sync/groups</c>: reads what changed about groups now instead of when the timer fires.</summary>
/// <param name="sync">The group sync.</param>
public sealed class StartGroupSync(GroupSync sync)
{
    /// <summary>Answers 202 once the reading is on the queue.</summary>
    [Function(nameof(StartGroupSync))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "sync/groups")] HttpRequest request, CancellationToken cancellationToken)
    {
        await sync.OrderAsync(null, cancellationToken);
        return Results.Accepted("/api/status", new { ordered = new[] { GroupSync.Kind } });
    }
}
