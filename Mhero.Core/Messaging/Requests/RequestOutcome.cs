using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Messaging.Requests;

/// <summary>The findings about a request, as an OperationOutcome.</summary>
public static class RequestOutcome
{
    /// <summary>The faults of one that is refused.</summary>
    /// <param name="faults">The faults.</param>
    public static OperationOutcome Of(IEnumerable<RequestFault> faults) => new()
    {
        Issue = [.. faults.Select(f => Issue(OperationOutcome.IssueSeverity.Error, TypeOf(f.Code), f.Code, f.Path, f.Message))],
    };

    /// <summary>The outcome of an accepted request, with those who are left out and why.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="code">Code of the summary; null for none.</param>
    /// <param name="summary">The summary, in words.</param>
    /// <param name="warnings">Warnings for the client; null for none.</param>
    public static OperationOutcome Of(RequestReceipt receipt, string? code, string summary, IReadOnlyList<RequestFault>? warnings = null)
    {
        var outcome = new OperationOutcome { Issue = [Issue(OperationOutcome.IssueSeverity.Information, OperationOutcome.IssueType.Informational, code, null, summary)] };
        if (receipt.Differs)
        {
            outcome.Issue.Add(Issue(OperationOutcome.IssueSeverity.Warning, OperationOutcome.IssueType.Duplicate, MessagingCodes.RepeatDiffers, null, "A request with this key and other content was accepted before. The first one counts; nothing more is sent."));
        }

        outcome.Issue.AddRange((warnings ?? []).Select(w => Issue(OperationOutcome.IssueSeverity.Warning, OperationOutcome.IssueType.BusinessRule, w.Code, w.Path, w.Message)));
        outcome.Issue.AddRange(receipt.LeftOut.Select(l => Issue(OperationOutcome.IssueSeverity.Warning, OperationOutcome.IssueType.Incomplete, l.Code, l.Path, $"{l.Reference}: {l.Reason}")));
        return outcome;
    }

    /// <summary>One issue.</summary>
    internal static OperationOutcome.IssueComponent Issue(OperationOutcome.IssueSeverity severity, OperationOutcome.IssueType type, string? code, string? path, string text) => new()
    {
        Severity = severity,
        Code = type,
        Details = code is null ? null : new CodeableConcept(MheroSystems.IssueCodes, code),
        Diagnostics = text,
        Expression = path is null ? [] : [path],
    };

    private static OperationOutcome.IssueType TypeOf(string code) => code switch
    {
        MessagingCodes.NoPayload or MessagingCodes.NoRecipient => OperationOutcome.IssueType.Required,
        MessagingCodes.UnknownFlow or MessagingCodes.UnknownReference or MessagingCodes.UnknownRequest => OperationOutcome.IssueType.NotFound,
        MessagingCodes.TextTooLong or MessagingCodes.TooManyRecipients => OperationOutcome.IssueType.TooLong,
        MessagingCodes.PayloadUnsupported or MessagingCodes.RecipientUnsupported or MessagingCodes.ChangeUnsupported => OperationOutcome.IssueType.NotSupported,
        _ => OperationOutcome.IssueType.Invalid,
    };
}
