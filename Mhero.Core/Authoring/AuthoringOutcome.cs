using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Authoring;

/// <summary>Writes issues of the authoring as an OperationOutcome.</summary>
public static class AuthoringOutcome
{
    /// <summary>An issue of the outcome.</summary>
    /// <param name="issue">The issue of the authoring.</param>
    public static OperationOutcome.IssueComponent IssueOf(MappingIssue issue) => Issue(
        issue.Severity switch
        {
            MappingSeverity.Error => OperationOutcome.IssueSeverity.Error,
            MappingSeverity.Warning => OperationOutcome.IssueSeverity.Warning,
            _ => OperationOutcome.IssueSeverity.Information,
        },
        issue.Severity == MappingSeverity.Information ? OperationOutcome.IssueType.Informational : OperationOutcome.IssueType.NotSupported,
        issue.Code,
        issue.Path,
        issue.Message);

    /// <summary>An error of the input.</summary>
    /// <param name="code">One of <see cref="AuthoringCodes"/>.</param>
    /// <param name="path">Its place.</param>
    /// <param name="message">The fault and its correction.</param>
    public static OperationOutcome.IssueComponent Error(string code, string path, string message) =>
        Issue(OperationOutcome.IssueSeverity.Error, OperationOutcome.IssueType.Invalid, code, path, message);

    private static OperationOutcome.IssueComponent Issue(OperationOutcome.IssueSeverity severity, OperationOutcome.IssueType type, string code, string path, string message) => new()
    {
        Severity = severity,
        Code = type,
        Details = new CodeableConcept(MheroSystems.IssueCodes, code) { Text = message },
        Diagnostics = message,
        Expression = [path],
    };
}
