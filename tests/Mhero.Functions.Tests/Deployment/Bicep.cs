using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mhero.Functions.Tests.Deployment;

/// <summary>The Bicep compiler, run as a program.</summary>
internal static class Bicep
{
    private static readonly string? Chosen = Environment.GetEnvironmentVariable("BICEP_PATH");
    private static readonly string Program = Chosen ?? Repository.Metadata("BicepPath");

    /// <summary>Why there is no compiler here, or null.</summary>
    public static string? Missing { get; } = Chosen is null && !(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64)
        ? "The Bicep compiler comes with a package for Linux (x64). Set BICEP_PATH to a compiler to run this test here."
        : null;

    /// <summary>Runs it.</summary>
    /// <param name="arguments">Command and arguments.</param>
    /// <returns>The exit code, and what it wrote to both streams.</returns>
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }

        return (process.ExitCode, string.Concat(await output));
    }
}
