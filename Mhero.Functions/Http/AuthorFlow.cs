using Mhero.Core.Authoring;
using Mhero.Core.Fhir;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/fhir/Questionnaire/$to-flow</c>: the flow of a Questionnaire.</summary>
/// <param name="fhir">Expands value sets that the Questionnaire names and does not contain.</param>
public sealed class AuthorFlow(FhirGateway fhir)
{
    /// <summary>Answers 200 with Parameters (<c>return</c>, <c>flow-name</c>, <c>questionnaire</c>, <c>issues</c>), or an OperationOutcome. Nothing is written.</summary>
    [Function(nameof(AuthorFlow))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "fhir/Questionnaire/$to-flow")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadJsonAsync(request, RequestBody.MaxExtractBytes, cancellationToken);
        if (body.Problem is { } problem)
        {
            return FhirAnswers.Outcome(problem.Status, problem.Code, problem.Detail);
        }

        var reply = await ToFlowOperation.RunAsync(body.Text, fhir.ExpandAsync, cancellationToken);
        return FhirAnswers.Resource(reply.Status, reply.Resource);
    }
}
