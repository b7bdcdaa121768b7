using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
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
}
