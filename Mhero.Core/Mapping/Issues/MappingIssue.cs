namespace Mhero.Core.Mapping.Issues;

/// <summary>Something that a mapping could not carry over, as data.</summary>
/// <param name="Code">Stable code, <c>MH2xxx</c>.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Path">Where in the source (<c>Practitioner.telecom[1]</c>, <c>contact.fields.cadre</c>).</param>
/// <param name="Message">The finding and what to do; no names, numbers or texts of people.</param>
public sealed record MappingIssue(string Code, MappingSeverity Severity, string Path, string Message);
