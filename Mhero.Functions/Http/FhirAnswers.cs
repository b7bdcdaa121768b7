using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging;
using Mhero.Core.RapidPro;

namespace Mhero.Functions.Http;

/// <summary>Answers of the FHIR endpoints.</summary>
internal static class FhirAnswers
{
    private const string ContentType = "application/fhir+json";

    public static IResult Resource(int status, Resource resource) =>
        Results.Text(FhirJson.Serialize(resource), ContentType, status);

    /// <summary>An OperationOutcome with one error and its code.</summary>
    public static IResult Outcome(int status, string code, string message) =>
        Resource(status, Error(status == StatusCodes.Status413PayloadTooLarge ? OperationOutcome.IssueType.TooLong : OperationOutcome.IssueType.Invalid, code, message));

    /// <summary>Runs the request, or answers that a side cannot be reached, with the time to wait.</summary>
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

    private static IResult Unavailable(string code, string message) =>
        Resource(StatusCodes.Status503ServiceUnavailable, Error(OperationOutcome.IssueType.Transient, code, message));

    private static OperationOutcome Error(OperationOutcome.IssueType type, string code, string message) => new()
    {
        Issue =
        [
            new()
            {
                Severity = OperationOutcome.IssueSeverity.Error,
                Code = type,
                Details = new CodeableConcept(MheroSystems.IssueCodes, code) { Text = message },
                Diagnostics = message,
            },
        ],
    };
}
