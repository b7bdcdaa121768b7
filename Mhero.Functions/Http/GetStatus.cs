using Mhero.Core.Monitoring;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/status</c>: cursors, queue depths, the last runs with their counts, dead letters and reviews.</summary>
/// <param name="status">Reads it.</param>
public sealed class GetStatus(StatusReader status)
{
    /// <summary>Answers 200 with the status.</summary>
    [Function(nameof(GetStatus))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "status")] HttpRequest request, CancellationToken cancellationToken) =>
        Results.Ok(await status.ReadAsync(cancellationToken));
}
