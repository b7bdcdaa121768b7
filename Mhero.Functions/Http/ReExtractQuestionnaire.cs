using Mhero.Core;
using Mhero.Core.Operating;
using Mhero.Core.Operating.Responses;

namespace Mhero.Functions.Http;

/// <summary>
/// <c>POST /api/fhir/Questionnaire/{id}/$re-extract</c>: orders that resources are extracted again, by this Questionnaire, from the stored responses of its
/// flows. Query: <c>since</c>, the earliest time at which a run last changed.
/// </summary>
/// <param name="responses">The actions on responses.</param>
/// <param name="operators">Finds the operator.</param>
public sealed class ReExtractQuestionnaire(ResponseActions responses, OperatorIdentity operators)
{
    /// <summary>Answers 202 with the job; its address is in <c>Location</c>. Or an OperationOutcome: 400, 404, or 503 when a side cannot be asked.</summary>
    [Function(nameof(ReExtractQuestionnaire))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "fhir/Questionnaire/{id}/$re-extract")] HttpRequest request, string id) =>
        FhirAnswers.GuardAsync(async () =>
        {
            try
            {
                return await responses.ExtractAgainByAsync(id, Filters.TimeOf(request, "since"), operators.Of(request), CancellationToken.None) is { } job
                    ? OperatorAnswers.Ordered(job)
                    : FhirAnswers.Outcome(StatusCodes.Status404NotFound, HttpCodes.NoQuestionnaire, "The registry has no Questionnaire with this id.");
            }
            catch (OperatorException e)
            {
                return FhirAnswers.Outcome(StatusCodes.Status400BadRequest, e.Code, e.Message);
            }
        });
}
