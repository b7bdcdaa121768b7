namespace Mhero.Cli;

/// <summary>The exit codes of the command.</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>It ran, and something could not be done.</summary>
    public const int Failed = 1;

    /// <summary>It could not run: a setting or the machine has to be changed first.</summary>
    public const int Setup = 2;

    /// <summary>It was interrupted before it came to its end (128 + SIGINT, as shells have it).</summary>
    public const int Interrupted = 130;
}
