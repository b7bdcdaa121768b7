using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Requests;

namespace Mhero.Functions.Http;

/// <summary><c>GET /api/fhir/CommunicationRequest/{id}</c>: the request, with its status and how many recipients are in which state.</summary>
/// <param name="requests">The requests.</param>
public sealed class GetCommunicationRequest(MessageRequests requests)
{
    /// <summary>Answers 200 with the CommunicationRequest, or 404.</summary>
    [Function(nameof(GetCommunicationRequest))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "fhir/CommunicationRequest/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var uuid) && await requests.FindAsync(uuid, cancellationToken) is { } progress
            ? FhirAnswers.Resource(StatusCodes.Status200OK, progress.ToResource())
            : FhirAnswers.Outcome(StatusCodes.Status404NotFound, MessagingCodes.UnknownRequest, "No request has this id.");
}
