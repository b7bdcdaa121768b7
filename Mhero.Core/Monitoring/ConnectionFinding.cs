namespace Mhero.Core.Monitoring;

/// <summary>The result of a check of one connection.</summary>
/// <param name="Subject">The connection: <c>Storage</c>, <c>RapidPro</c>, <c>FHIR server</c>, <c>Flows</c>, <c>Groups</c>, <c>FLOIP servers</c>.</param>
/// <param name="IsGood">Whether it can be used.</param>
/// <param name="Message">The state, or the change to make. No secrets, no personal data.</param>
public sealed record ConnectionFinding(string Subject, bool IsGood, string Message);
