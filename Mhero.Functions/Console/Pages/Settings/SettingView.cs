namespace Mhero.Functions.Console.Pages.Settings;

/// <summary>A setting.</summary>
/// <param name="Name">Its name as an environment variable.</param>
/// <param name="Value">Its value; null for none, and for a secret.</param>
/// <param name="IsHidden">Whether it has a value that is a secret.</param>
public sealed record SettingView(string Name, string? Value, bool IsHidden);
