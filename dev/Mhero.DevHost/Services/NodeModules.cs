using System.Diagnostics;
using System.Reflection;

namespace Mhero.DevHost.Services;

/// <summary>
/// The npm parts of the local run: Azurite and the FHIR server. They are installed once, beside their
/// <c>package.json</c> in <c>dev/Mhero.DevHost/npm</c>, whichever program asks first.
/// </summary>
public static class NodeModules
{
    /// <summary>The oldest major version of Node that Azurite and the FHIR server run on.</summary>
    public const int OldestNode = 20;

    // npm writes it last, so it is missing after an installation that was cut off.
    private const string InstalledMark = "node_modules/.package-lock.json";

    /// <summary>The folder <c>dev/Mhero.DevHost/npm</c> of this clone.</summary>
    /// <exception cref="LocalServiceException">The program runs outside of a clone.</exception>
    /// <remarks>
    /// Build outputs lie inside the clone, so the folder is looked for upwards from them; the path that the build recorded
    /// is for outputs that lie elsewhere. Nothing is copied to an output: each would then install its own packages.
    /// </remarks>
    public static string Folder { get; } = Locate();

    /// <summary>
    /// Checks that Node is there and installs the packages when the lock file is newer than what is installed. Callers in
    /// several processes wait for one another.
    /// </summary>
    /// <param name="progress">Gets one sentence per step that takes long; null for silence.</param>
    /// <param name="cancellationToken">Ends the wait and the installation.</param>
    /// <exception cref="LocalServiceException">Node or npm is missing or too old, or the installation failed.</exception>
    public static async Task EnsureAsync(Action<string>? progress = null, CancellationToken cancellationToken = default)
    {
        await CheckNodeAsync(cancellationToken);
        if (IsInstalled())
        {
            return;
        }

        await using var handle = await LockAsync(progress, cancellationToken);
        if (IsInstalled())
        {
            return;
        }

        progress?.Invoke("Installing Azurite and the FHIR server from npm (once, about a minute)");
        (var code, var output) = await RunNpmAsync(cancellationToken);
        if (code != 0)
        {
            throw new LocalServiceException($"npm ci in dev/Mhero.DevHost/npm failed with exit code {code}: {output.Trim()}");
        }
    }

    private static bool IsInstalled()
    {
        var mark = new FileInfo(Path.Combine(Folder, InstalledMark));
        return mark.Exists && mark.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"));
    }

    internal static async Task CheckNodeAsync(CancellationToken cancellationToken)
    {
        string version;
        try
        {
            (_, version) = await RunAsync("node", "--version", cancellationToken);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new LocalServiceException($"Node.js is not installed or not on the PATH. Install Node.js {OldestNode} or newer.");
        }

        var major = version.Trim().TrimStart('v').Split('.')[0];
        if (!int.TryParse(major, CultureInfo.InvariantCulture, out var number) || number < OldestNode)
        {
            throw new LocalServiceException($"Node.js {OldestNode} or newer is needed, and node --version reports '{version.Trim()}'.");
        }
    }

    private static async Task<(int Code, string Output)> RunNpmAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync("npm", "ci --no-audit --no-fund --loglevel=error", cancellationToken);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new LocalServiceException("npm is not on the PATH, though Node.js is. Install npm, which usually comes with Node.js.");
        }
    }

    // A file opened without sharing is a lock between processes on every system, and the system releases it when its
    // owner dies.
    private static async Task<FileStream> LockAsync(Action<string>? progress, CancellationToken cancellationToken)
    {
        // The file stays: one that is deleted while others wait for it would let two of them in.
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, ".mhero")).FullName, "install.lock");
        for (var told = false; ; told = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (!told)
                {
                    progress?.Invoke("Waiting for another process that is installing the npm packages");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(300), cancellationToken);
            }
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string command, string arguments, CancellationToken cancellationToken)
    {
        // npm is a script on Windows, and Process starts no scripts.
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", $"/c {command} {arguments}")
            : new ProcessStartInfo(command, arguments);
        start.WorkingDirectory = Folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string Locate()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "dev", "Mhero.DevHost", "npm");
            if (File.Exists(Path.Combine(candidate, "package-lock.json")))
            {
                return candidate;
            }
        }

        var built = typeof(NodeModules).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == "MheroNpmFolder")?.Value;
        return built is not null && Directory.Exists(built)
            ? built
            : throw new LocalServiceException("dev/Mhero.DevHost/npm was not found. Run from a clone of the repository.");
    }
}
