namespace Mhero.Local.Run;

/// <summary>What a check of the set-up found.</summary>
/// <param name="Name">What was checked: a section of the settings or a connection.</param>
/// <param name="State">How it stands.</param>
/// <param name="Message">One sentence: how it stands, or what to change. No secrets, no data of people.</param>
public sealed record CheckResult(string Name, CheckState State, string Message);
