namespace Mhero.Functions.Console.Access;

/// <summary>Who may use the console without Entra. Section <c>Mhero:Console</c>.</summary>
public sealed class ConsoleOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Console";

    /// <summary>
    /// The users by name; the name is in the audit log. They count only where App Service Authentication is off. Empty: without it nobody can sign in.
    /// </summary>
    public Dictionary<string, ConsoleUserOptions> Users { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How long a session lasts after the sign-in.</summary>
    public TimeSpan SessionLength { get; set; } = TimeSpan.FromHours(8);
}
