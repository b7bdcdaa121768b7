using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/dead-letters/{id}</c>: one dead letter with its payload, its version and its failures.</summary>
/// <param name="deadLetters">The dead letters.</param>
public sealed class GetDeadLetter(DeadLetterStore deadLetters)
{
    /// <summary>Answers 200 with the dead letter, or 404.</summary>
    [Function(nameof(GetDeadLetter))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead-letters/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await deadLetters.FindDetailAsync(id, cancellationToken) is { } detail ? Results.Ok(detail) : OperatorAnswers.NoDeadLetter();
}
