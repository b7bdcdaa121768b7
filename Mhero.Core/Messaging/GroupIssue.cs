namespace Mhero.Core.Messaging;

/// <summary>A setting that names a group which mHero cannot keep.</summary>
/// <param name="Code"><c>MH4043</c> for a smart group, else the code of the error that kept mHero from checking.</param>
/// <param name="Place">The setting's name; null when nothing could be checked.</param>
/// <param name="Group">The group's name; null when nothing could be checked.</param>
/// <param name="Message">The fault and what to change.</param>
public sealed record GroupIssue(string Code, string? Place, string? Group, string Message);
