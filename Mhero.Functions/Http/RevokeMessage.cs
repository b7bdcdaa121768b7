using Mhero.Core.Operating;
using Mhero.Core.Operating.Messages;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/messages/{id}/revoke</c>: messages of a request that were not sent yet are not sent any more.</summary>
/// <param name="messages">The actions on requests.</param>
/// <param name="reader">Reads the request.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class RevokeMessage(MessageActions messages, MessageReader reader, OperatorIdentity operators)
{
    /// <summary>Answers 200 with the request as it stands, 404, or 503 when a side cannot be asked.</summary>
    [Function(nameof(RevokeMessage))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "messages/{id}/revoke")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () =>
            Guid.TryParse(id, out var uuid) && await messages.RevokeAsync(uuid, operators.Of(request), cancellationToken) && await reader.FindAsync(uuid, cancellationToken) is { } detail
                ? Results.Ok(detail.Request)
                : OperatorAnswers.NoRequest());
}
