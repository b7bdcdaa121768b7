namespace Mhero.Cli.Output;

/// <summary>Lines that are left to the terminal to break: an address that is broken by us cannot be opened or copied.</summary>
internal static class ConsoleLines
{
    public static void WriteUnbroken(this IAnsiConsole console, string line) => console.Profile.Out.Writer.WriteLine(line);
}
