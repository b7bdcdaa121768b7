namespace Mhero.Functions.Console.Access;

/// <summary>The users of the console where Entra is not used. Section <c>Mhero:Console</c>.</summary>
public sealed class ConsoleOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Console";

    /// <summary>
    /// The users by name; the name is in the audit log. They count only where App Service Authentication is off. While there are none, the console is closed.
    /// </summary>
    public Dictionary<string, ConsoleUserOptions> Users { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How long a session lasts after the sign-in.</summary>
    public TimeSpan SessionLength { get; set; } = TimeSpan.FromHours(8);
}
