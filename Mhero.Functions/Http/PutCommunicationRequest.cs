using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Messages;

namespace Mhero.Functions.Http;

/// <summary><c>PUT /api/fhir/CommunicationRequest/{id}</c> with status <c>revoked</c>: messages not sent yet are not sent any more.</summary>
/// <param name="requests">The requests.</param>
/// <param name="messages">The actions on requests.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class PutCommunicationRequest(MessageRequests requests, MessageActions messages, OperatorIdentity operators)
{
    /// <summary>Answers 200 with the request as it stands, 404, or 422 for any other change.</summary>
    [Function(nameof(PutCommunicationRequest))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "fhir/CommunicationRequest/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadJsonAsync(request, RequestBody.MaxRequestBytes, cancellationToken);
        if (body.Problem is { } problem)
        {
            return FhirAnswers.Outcome(problem.Status, problem.Code, problem.Detail);
        }

        if (!RequestReceiver.IsRevocation(body.Text))
        {
            return FhirAnswers.Resource(
                StatusCodes.Status422UnprocessableEntity,
                RequestOutcome.Of([new(Core.Messaging.MessagingCodes.ChangeUnsupported, "CommunicationRequest.status", "Of a request only the status can be changed, and only to revoked.")]));
        }

        return await FhirAnswers.GuardAsync(async () =>
            Guid.TryParse(id, out var uuid) && await messages.RevokeAsync(uuid, operators.Of(request), cancellationToken) && await requests.FindAsync(uuid, cancellationToken) is { } progress
                ? FhirAnswers.Resource(StatusCodes.Status200OK, progress.ToResource())
                : FhirAnswers.Outcome(StatusCodes.Status404NotFound, MessagingCodes.UnknownRequest, "No request has this id."));
    }
}
