using Mhero.Core.Authoring;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/fhir/Questionnaire/$to-flow</c>: the flow of a Questionnaire.</summary>
public static class AuthorFlow
{
    /// <summary>Answers 200 with Parameters (<c>return</c>, <c>flow-name</c>, <c>questionnaire</c>, <c>issues</c>), or an OperationOutcome. Nothing is written.</summary>
    [Function(nameof(AuthorFlow))]
    public static async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "fhir/Questionnaire/$to-flow")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadJsonAsync(request, RequestBody.MaxExtractBytes, cancellationToken);
        if (body.Problem is { } problem)
        {
            return FhirAnswers.Outcome(problem.Status, problem.Code, problem.Detail);
        }

        var reply = ToFlowOperation.Run(body.Text);
        return FhirAnswers.Resource(reply.Status, reply.Resource);
    }
}
