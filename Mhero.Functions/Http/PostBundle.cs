using Mhero.Core.Sync.Contacts;

namespace Mhero.Functions.Http;

/// <summary><c>POST /api/fhir</c>: a Bundle of Practitioners, Persons and Patients to sync.</summary>
/// <param name="intake">Takes the Bundle.</param>
public sealed class PostBundle(BundleReceiver intake)
{
    /// <summary>Answers 202 with what was taken, or 4xx, always with an OperationOutcome.</summary>
    [Function(nameof(PostBundle))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "fhir")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadJsonAsync(request, RequestBody.MaxBundleBytes, cancellationToken);
        if (body.Problem is { } problem)
        {
            return FhirAnswers.Outcome(problem.Status, problem.Code, problem.Detail);
        }

        var receipt = await intake.AcceptAsync(body.Text, cancellationToken);
        var status = receipt.Run is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status202Accepted;
        return FhirAnswers.Resource(status, receipt.ToOperationOutcome());
    }
}
