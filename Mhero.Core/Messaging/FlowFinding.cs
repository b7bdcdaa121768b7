namespace Mhero.Core.Messaging;

/// <summary>A flow that a setting or a Questionnaire names, as the workspace has it.</summary>
/// <param name="Place">The setting, or the Questionnaire (<c>Questionnaire/123</c>).</param>
/// <param name="Named">The name or UUID that the place gives.</param>
/// <param name="Flow">The flow's UUID in this workspace; null when it is not found.</param>
/// <param name="Name">The flow's name in this workspace; null when it is not found.</param>
/// <param name="Questionnaire">Canonical URL of the Questionnaire; null for a setting, and for a Questionnaire without one.</param>
/// <param name="Expected">The result keys that the Questionnaire or the setting expects.</param>
/// <param name="Lacking">Those of them that the flow does not save.</param>
/// <param name="Issues">The faults: not found, ambiguous, renamed, results that it lacks, webhooks.</param>
public sealed record FlowFinding(
    string Place,
    string Named,
    Guid? Flow,
    string? Name,
    string? Questionnaire,
    IReadOnlyList<string> Expected,
    IReadOnlyList<string> Lacking,
    IReadOnlyList<FlowIssue> Issues);
