namespace Mhero.Functions.Console.Rendering;

/// <summary>The pages of the menu.</summary>
public static class ConsoleMenu
{
    /// <summary>The paths, with the keys of their names.</summary>
    public static IReadOnlyList<(string Path, string Key)> Entries { get; } =
    [
        ("", "overview.title"),
        ("failures", "failures.title"),
        ("reviews", "reviews.title"),
        ("responses", "responses.title"),
        ("messages", "messages.title"),
        ("reminders", "reminders.title"),
        ("reporting", "reporting.title"),
        ("flows", "flows.title"),
        ("syncs", "syncs.title"),
        ("person", "person.title"),
        ("settings", "settings.title"),
        ("audit", "audit.title"),
    ];
}
