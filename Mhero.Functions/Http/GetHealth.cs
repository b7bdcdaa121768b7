namespace Mhero.Functions.Http;

/// <summary><c>GET /api/health</c>: whether the app runs. The one function without a key; it checks nothing else.</summary>
public sealed class GetHealth
{
    /// <summary>Answers 200.</summary>
    [Function(nameof(GetHealth))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) =>
        Results.Ok(new { status = "ok" });
}
