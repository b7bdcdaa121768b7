using Mhero.Core.Messaging.Requests;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/fhir/CommunicationRequest</c>: a text or a flow for people. Header <c>Idempotency-Key</c>, or the request's identifier, makes a repeat harmless.</summary>
/// <param name="intake">Takes the request.</param>
public sealed class PostCommunicationRequest(RequestReceiver intake)
{
    /// <summary>Answers 202 with the request's address and who is left out, or 4xx, always with an OperationOutcome.</summary>
    [Function(nameof(PostCommunicationRequest))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "fhir/CommunicationRequest")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadJsonAsync(request, RequestBody.MaxRequestBytes, cancellationToken);
        if (body.Problem is { } problem)
        {
            return FhirAnswers.Outcome(problem.Status, problem.Code, problem.Detail);
        }

        return await FhirAnswers.GuardAsync(async () =>
        {
            var (id, outcome) = await intake.AcceptAsync(body.Text, request.Headers["Idempotency-Key"].ToString(), cancellationToken);
            if (id is null)
            {
                return FhirAnswers.Resource(StatusCodes.Status422UnprocessableEntity, outcome);
            }

            request.HttpContext.Response.Headers.Location = $"/api/fhir/CommunicationRequest/{id}";
            return FhirAnswers.Resource(StatusCodes.Status202Accepted, outcome);
        });
    }
}
