namespace Mhero.DevHost.Run;

/// <summary>The result of a check of the set-up.</summary>
/// <param name="Name">The subject of the check: a section of the settings or a connection.</param>
/// <param name="State">The state.</param>
/// <param name="Message">One sentence: the state, or the change to make. No secrets, no personal data.</param>
public sealed record CheckResult(string Name, CheckState State, string Message);
