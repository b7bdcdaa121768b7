namespace Mhero.Cli.Conversion;

/// <summary>Something that a person should know about a converted flow, or why it was not.</summary>
/// <param name="Code">Stable code; docs/issue-codes.md explains each.</param>
/// <param name="Severity"><c>information</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Flow">The flow's name; its UUID when it has none.</param>
/// <param name="FlowUuid">The flow's UUID; null when it could not be read.</param>
/// <param name="Path">Where in the flow.</param>
/// <param name="Message">The finding and what to do.</param>
internal sealed record ConversionIssue(string Code, string Severity, string Flow, Guid? FlowUuid, string Path, string Message)
{
    /// <summary>The issue as one line.</summary>
    public string ToLine() => $"{Code}  {Flow}  {Path}  {Message}";
}
