namespace Mhero.Functions.Console.Pages.Settings;

/// <summary>The content of the page of the settings.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Version">The version of mHero.</param>
public sealed record SettingsView(IReadOnlyList<SettingView> Settings, string Version);
