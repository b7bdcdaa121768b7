using System.Diagnostics;

namespace Mhero.EndToEnd.Tests.Cli;

/// <summary>The built command <c>mhero</c> as a process of its own, without any setting but the given ones.</summary>
internal static class MheroProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task<MheroResult> RunAsync(string arguments, params (string Name, string Value)[] settings)
    {
        using var process = Start(arguments, settings);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"mhero {arguments} did not end. It said: {await output} {await errors}");
        }

        return new MheroResult(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts the command and leaves it to the caller to read what it says and to end it.</summary>
    public static Process Start(string arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "mhero.dll"));
        foreach (var argument in arguments.Split(' '))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("Mhero__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("AzureWebJobs", StringComparison.OrdinalIgnoreCase)
        || name is "ContactsQueue" or "SyncContactsSchedule" or "SyncRegistrySchedule";
}
