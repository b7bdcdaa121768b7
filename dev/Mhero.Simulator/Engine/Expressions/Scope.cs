namespace Mhero.Simulator.Engine.Expressions;

/// <summary>What expressions are worked out against.</summary>
internal abstract class Scope
{
    /// <summary>What expressions can start with; each with a reason when the simulator has it not.</summary>
    public static readonly HashSet<string> Roots = new(StringComparer.OrdinalIgnoreCase)
    {
        "contact", "fields", "input", "results", "run", "trigger", "urns", "child", "parent", "webhook",
    };

    /// <summary>The roots that RapidPro has and the simulator does not support.</summary>
    public static readonly HashSet<string> OtherRoots = new(StringComparer.OrdinalIgnoreCase) { "globals", "legacy_extra", "node", "resume", "ticket", "locals" };

    public abstract TimeZoneInfo Zone { get; }

    public abstract DateTimeOffset Now { get; }

    /// <summary>The value of one of <see cref="Roots"/>.</summary>
    public abstract object? Root(string name);

    /// <summary>A text as a date and time in the workspace's zone, the present time filled in when it has none; null when it has no date.</summary>
    public abstract DateTimeOffset? ReadDatetime(string text);
}
