using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Messages;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/messages/{id}/resend</c>: sends a request again to those who failed, as a request of its own. A repeat of the call sends nothing more.</summary>
/// <param name="messages">The actions on requests.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class ResendMessage(MessageActions messages, OperatorIdentity operators)
{
    /// <summary>Answers 202 with the new request, 404, 422 when no recipient failed, or 503 when a side cannot be asked.</summary>
    [Function(nameof(ResendMessage))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "messages/{id}/resend")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        OperatorAnswers.GuardAsync(async () =>
            !Guid.TryParse(id, out var uuid) || await messages.ResendAsync(uuid, operators.Of(request), cancellationToken) is not { } result ? OperatorAnswers.NoRequest()
            : result.Request is { } resend ? Results.Accepted($"/api/messages/{resend}", result)
            : Problems.Of(StatusCodes.Status422UnprocessableEntity, HttpCodes.NothingToResend, "No recipient of this request failed who was not sent to again: GET messages/{id} shows each."));
}
