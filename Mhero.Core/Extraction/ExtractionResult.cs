using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction;

/// <summary>The result of an extraction from a response.</summary>
/// <param name="Bundle">A transaction; without entries when nothing was extracted. Every resource in it is valid R4.</param>
/// <param name="Keys">
/// For each entry of the bundle, in its order, the key that identifies it the next time this response is extracted, corrected
/// or not: linkId, template id or resource type, and the positions of repetitions.
/// </param>
/// <param name="Outcome">
/// What could not be extracted and why; no issues when all went well. Each has a constant of <see cref="ExtractionCodes"/> in
/// <c>details.coding</c> and the FHIRPath of the place in <c>expression</c>. No names, numbers or answers of people.
/// </param>
public sealed record ExtractionResult(Bundle Bundle, IReadOnlyList<string> Keys, OperationOutcome Outcome)
{
    /// <summary>Whether something that should have been extracted was not.</summary>
    public bool HasErrors => Outcome.Issue.Exists(issue => issue.Severity == OperationOutcome.IssueSeverity.Error);
}
