using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.RapidPro;
using Microsoft.AspNetCore.Http;

namespace Mhero.Functions.Http;

/// <summary>Answers of the FHIR endpoints.</summary>
internal static class FhirAnswers
{
    private const string ContentType = "application/fhir+json";

    public static IResult Resource(int status, Resource resource) =>
        Results.Text(FhirJson.Serialize(resource), ContentType, status);

    public static IResult Outcome(int status, string message) => Resource(status, new OperationOutcome
    {
        Issue = [new() { Severity = OperationOutcome.IssueSeverity.Error, Code = OperationOutcome.IssueType.Invalid, Diagnostics = message }],
    });

    /// <summary>Answers as asked, or says that a side cannot be reached, and for how long it is best left alone.</summary>
    public static async System.Threading.Tasks.Task<IResult> GuardAsync(Func<System.Threading.Tasks.Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (FhirException e)
        {
            return Unavailable(e.Code, "The registry cannot be used now; nothing was sent. Repeat the request later with the same key.");
        }
        catch (RapidProException e)
        {
            return Unavailable(e.Code, "RapidPro cannot be used now; nothing was sent. Repeat the request later with the same key.");
        }
        catch (TimeoutException e)
        {
            return Unavailable(MessagingCodes.Busy, e.Message);
        }
    }

    private static IResult Unavailable(string code, string message) => Resource(StatusCodes.Status503ServiceUnavailable, new OperationOutcome
    {
        Issue =
        [
            new()
            {
                Severity = OperationOutcome.IssueSeverity.Error,
                Code = OperationOutcome.IssueType.Transient,
                Details = new CodeableConcept(MheroSystems.IssueCodes, code),
                Diagnostics = message,
            },
        ],
    });
}
