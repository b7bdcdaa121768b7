using Mhero.Core.Sync.Operations;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/fhir/QuestionnaireResponse/$extract</c>: the resources that are in a response, by its Questionnaire.</summary>
/// <param name="operation">Extracts.</param>
public sealed class ExtractResponse(ExtractOperation operation)
{
    /// <summary>Answers 200 with Parameters (<c>return</c>, <c>issues</c>), or an OperationOutcome. Nothing is written.</summary>
    [Function(nameof(ExtractResponse))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "fhir/QuestionnaireResponse/$extract")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadJsonAsync(request, RequestBody.MaxExtractBytes, cancellationToken);
        if (body.Problem is { } problem)
        {
            return FhirAnswers.Outcome(problem.Status, problem.Code, problem.Detail);
        }

        // The client that went away ends the work, as does the host that stops.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.HttpContext.RequestAborted);
        var reply = await operation.RunAsync(body.Text, ended.Token);
        return FhirAnswers.Resource(reply.Status, reply.Resource);
    }
}
