namespace Mhero.Cli.Operators;

/// <summary>An answer of the app that ends a command.</summary>
/// <param name="exitCode">The command's exit code.</param>
/// <param name="faults">What to say.</param>
internal sealed class AppFaultException(int exitCode, params IReadOnlyList<string> faults) : Exception(faults[0])
{
    /// <summary>The command's exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What to say.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
