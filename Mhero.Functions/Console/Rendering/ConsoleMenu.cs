namespace Mhero.Functions.Console.Rendering;

/// <summary>The pages of the menu.</summary>
public static class ConsoleMenu
{
    /// <summary>The paths, with the keys of their names.</summary>
    public static IReadOnlyList<(string Path, string Key)> Entries { get; } =
    [
        ("", "overview.title"),
        ("reviews", "reviews.title"),
        ("messages/new", "compose.title"),
        ("reminders", "reminders.title"),
        ("reporting", "reporting.title"),
        ("syncs", "syncs.title"),
        ("settings", "settings.title"),
    ];
}
