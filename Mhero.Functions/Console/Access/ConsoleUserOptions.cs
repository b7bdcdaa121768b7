namespace Mhero.Functions.Console.Access;

/// <summary>A user of the console who signs in with a key.</summary>
public sealed class ConsoleUserOptions
{
    /// <summary>The key: at least 24 characters, another one for each user.</summary>
    public string Key { get; set; } = "";

    /// <summary>The rights of the user.</summary>
    public ConsoleRole Role { get; set; } = ConsoleRole.Reader;
}
