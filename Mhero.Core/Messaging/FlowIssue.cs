namespace Mhero.Core.Messaging;

/// <summary>A setting or a Questionnaire that names a flow which mHero cannot find.</summary>
/// <param name="Code"><c>MH4060</c> for none, <c>MH4061</c> for several, else the code of the error that kept mHero from checking.</param>
/// <param name="Place">The setting's name, or the Questionnaire's reference; null when nothing could be checked.</param>
/// <param name="Flow">The UUID or name as it is written there; null when nothing could be checked.</param>
/// <param name="Message">The fault and what to change.</param>
public sealed record FlowIssue(string Code, string? Place, string? Flow, string Message);
