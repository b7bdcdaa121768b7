using Mhero.Core.Operating.Messages;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/messages/{id}</c>: one request with those who did not get the message, and why.</summary>
/// <param name="messages">Reads it.</param>
public sealed class GetMessage(MessageReader messages)
{
    /// <summary>Answers 200 with the request, or 404.</summary>
    [Function(nameof(GetMessage))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "messages/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var uuid) && await messages.FindAsync(uuid, cancellationToken) is { } detail ? Results.Ok(detail) : OperatorAnswers.NoRequest();
}
