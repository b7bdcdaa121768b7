namespace Mhero.Core.Storage.Pauses;

/// <summary>What can be paused.</summary>
public static class Directions
{
    /// <summary>All directions.</summary>
    public const string All = "all";

    /// <summary>Reminders.</summary>
    public const string Reminders = "reminders";

    /// <summary>Messages to people.</summary>
    public const string Communications = "communications";

    /// <summary>Every direction: those of the syncs' pollers, and those above.</summary>
    public static IReadOnlyList<string> Known { get; } =
        ["contacts", "registry", "groups", "flows", "runs", "messages", "opt-outs", "flow-results", "reports", Reminders, Communications, All];
}
