using System.Diagnostics;
using Mhero.DevHost.Services;

namespace Mhero.Functions.Tests.Published;

/// <summary>The app as a deployment publishes it, with a storage emulator for the worker process. Published once for all tests.</summary>
public sealed class PublishedApp : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mhero-published-");
    private AzuriteProcess? _azurite;

    /// <summary>Folder of the published files.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Connection string of an empty storage account.</summary>
    public string ConnectionString => _azurite!.ConnectionString;

    public async Task InitializeAsync()
    {
        await NodeModules.EnsureAsync();
        _azurite = await AzuriteProcess.StartAsync();
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = SourceTree.Root, RedirectStandardOutput = true };
        foreach (var argument in new[] { "publish", "Mhero.Functions", "-c", "Release", "-p:RunAnalyzers=false", "-o", Folder, "--nologo" })
        {
            start.ArgumentList.Add(argument);
        }

        // The build server that runs these tests must not lend its settings to another build.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, output);
    }

    public async Task DisposeAsync()
    {
        await _azurite!.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
