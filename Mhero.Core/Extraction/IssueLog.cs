using Hl7.Fhir.Model;
using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction;

/// <summary>Collects issues; an issue is reported once, not for every repetition.</summary>
internal sealed class IssueLog
{
    private readonly HashSet<(string Code, string Location, string Message)> _said = [];
    private readonly List<OperationOutcome.IssueComponent> _issues = [];

    public IReadOnlyList<OperationOutcome.IssueComponent> Issues => _issues;

    public void Inform(string code, string location, string message) => Add(OperationOutcome.IssueSeverity.Information, code, location, message);

    public void Warn(string code, string location, string message) => Add(OperationOutcome.IssueSeverity.Warning, code, location, message);

    public void Error(string code, string location, string message) => Add(OperationOutcome.IssueSeverity.Error, code, location, message);

    public void AddAll(IEnumerable<OperationOutcome.IssueComponent> others) => _issues.AddRange(others.Select(other => other.DeepCopy()));

    private void Add(OperationOutcome.IssueSeverity severity, string code, string location, string message)
    {
        if (_said.Add((code, location, message)))
        {
            _issues.Add(new()
            {
                Severity = severity,
                Code = TypeOf(code),
                Details = new CodeableConcept(MheroSystems.IssueCodes, code) { Text = message },
                Diagnostics = message,
                Expression = [location],
            });
        }
    }

    private static OperationOutcome.IssueType TypeOf(string code) => code switch
    {
        ExtractionCodes.ExpressionNotParsed or ExtractionCodes.MalformedExtension or ExtractionCodes.LinkIdRepeated => OperationOutcome.IssueType.Invalid,
        ExtractionCodes.UnknownVariable or ExtractionCodes.TemplateMissing or ExtractionCodes.UnknownElement => OperationOutcome.IssueType.NotFound,
        ExtractionCodes.NotSupported or ExtractionCodes.SliceNotSupported or ExtractionCodes.ProfileNotKnown => OperationOutcome.IssueType.NotSupported,
        ExtractionCodes.WrongType or ExtractionCodes.InvalidId or ExtractionCodes.EmptyCondition => OperationOutcome.IssueType.Value,
        ExtractionCodes.BrokenInvariant or ExtractionCodes.ReferenceType => OperationOutcome.IssueType.Invariant,
        ExtractionCodes.InvalidResource => OperationOutcome.IssueType.Structure,
        ExtractionCodes.SameTarget or ExtractionCodes.DefinitionRepeated or ExtractionCodes.FullUrlReplaced => OperationOutcome.IssueType.Duplicate,
        ExtractionCodes.TooDeep => OperationOutcome.IssueType.TooLong,
        ExtractionCodes.LimitExceeded => OperationOutcome.IssueType.TooCostly,
        ExtractionCodes.ItemWithoutCode or ExtractionCodes.NoProvenance => OperationOutcome.IssueType.Required,
        ExtractionCodes.NotCompleted or ExtractionCodes.NothingExtracted => OperationOutcome.IssueType.Informational,
        ExtractionCodes.OtherQuestionnaire or ExtractionCodes.UnknownItem => OperationOutcome.IssueType.BusinessRule,
        _ => OperationOutcome.IssueType.Processing,
    };
}
