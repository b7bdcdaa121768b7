using Hl7.Fhir.Model;

namespace Mhero.Core.Sync.Contacts;

/// <summary>The result of a POSTed Bundle.</summary>
/// <param name="Run">The run that the accepted entries are counted under; null when nothing was accepted.</param>
/// <param name="AcceptedEntries">How many entries are on the queue.</param>
/// <param name="Issues">The reasons for entries that were not accepted; empty when all were.</param>
public sealed record BundleReceipt(string? Run, int AcceptedEntries, IReadOnlyList<OperationOutcome.IssueComponent> Issues)
{
    /// <summary>Nothing was accepted.</summary>
    public static BundleReceipt Refused(IReadOnlyList<OperationOutcome.IssueComponent> issues) => new(null, 0, issues);

    /// <summary>Some or all entries were accepted.</summary>
    public static BundleReceipt Accepted(string run, int entries, IReadOnlyList<OperationOutcome.IssueComponent> issues) => new(run, entries, issues);

    /// <summary>The receipt as the answer of a FHIR endpoint.</summary>
    public OperationOutcome ToOperationOutcome()
    {
        var outcome = new OperationOutcome { Issue = [.. Issues] };
        if (Run is not null)
        {
            outcome.Issue.Insert(0, new OperationOutcome.IssueComponent
            {
                Severity = OperationOutcome.IssueSeverity.Information,
                Code = OperationOutcome.IssueType.Informational,
                Diagnostics = $"{AcceptedEntries} entries are being synced under run {Run}; GET status shows how far they are.",
            });
        }

        return outcome;
    }
}
