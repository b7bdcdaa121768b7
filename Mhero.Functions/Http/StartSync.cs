using Mhero.Core;
using Mhero.Core.Sync.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/sync/{kind}</c>: reads what changed now instead of when the timers fire. The kind is that of a sync, or of one of its pollers.</summary>
/// <param name="syncs">The syncs.</param>
public sealed class StartSync(IEnumerable<ISync> syncs)
{
    /// <summary>Answers 202 once each reading of the sync is on the queue, and 404 for a kind that does not exist.</summary>
    [Function(nameof(StartSync))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "sync/{kind}")] HttpRequest request, string kind, CancellationToken cancellationToken)
    {
        var sync = syncs.FirstOrDefault(s => string.Equals(s.Kind, kind, StringComparison.OrdinalIgnoreCase));
        var pollers = sync?.Pollers ?? [.. syncs.SelectMany(s => s.Pollers).Where(p => string.Equals(p, kind, StringComparison.OrdinalIgnoreCase))];
        sync ??= syncs.FirstOrDefault(s => pollers.Any(s.Pollers.Contains));
        if (sync is null)
        {
            var kinds = syncs.SelectMany(s => s.Pollers).Order(StringComparer.Ordinal).ToList();
            return Results.Problem(
                $"No sync of this kind exists: use one of {string.Join(", ", kinds)}.",
                statusCode: StatusCodes.Status404NotFound,
                extensions: new Dictionary<string, object?> { ["code"] = HttpCodes.UnknownSync, ["kinds"] = kinds });
        }

        foreach (var poller in pollers)
        {
            await sync.OrderAsync(poller, null, cancellationToken);
        }

        return Results.Accepted("/api/status", new { ordered = pollers });
    }
}
