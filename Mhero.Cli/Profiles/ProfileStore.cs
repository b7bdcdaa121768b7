using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Mhero.Cli.Profiles;

/// <summary>
/// The profiles of the user, a file for each, which no other user can read. A local run has a profile of its own, which counts only as long as
/// its process runs, so that one that was killed leaves nothing that a command would use.
/// </summary>
internal sealed partial class ProfileStore
{
    /// <summary>Name of the profile that <c>mhero login</c> saves unless another is given.</summary>
    public const string Default = "default";

    /// <summary>Name of the profile of a local run.</summary>
    public const string Local = "local";

    /// <summary>Environment variable with the folder of mHero's files, for tests and for users who keep them elsewhere.</summary>
    public const string FolderVariable = "MHERO_CONFIG";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    private readonly string _folder = Path.Combine(
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "mhero"),
        "profiles");

    /// <summary>Whether a text can be the name of a profile.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>Where a profile is kept.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name + ".json");

    /// <summary>Reads a profile; null when there is none, when its local run has ended, or when the file is not one.</summary>
    public AppProfile? Find(string name)
    {
        try
        {
            return JsonSerializer.Deserialize<AppProfile>(File.ReadAllText(PathOf(name)), Json) is { App: not null } profile && IsUsable(profile) ? profile : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Saves a profile: the file is complete or not there, and only its user can read it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not write there.</exception>
    public void Save(string name, AppProfile profile)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var draft = Path.Combine(_folder, $"{name}.{Guid.NewGuid():N}.tmp");
        using (var file = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(file, profile, Json);
        }

        File.Move(draft, PathOf(name), overwrite: true);
    }

    /// <summary>Removes a profile; false when there is none.</summary>
    public bool Remove(string name)
    {
        var exists = File.Exists(PathOf(name));
        File.Delete(PathOf(name));
        return exists;
    }

    /// <summary>
    /// Saves the profile of a local run of this process: as <see cref="Local"/>, or with the port behind it while another local run has that name.
    /// </summary>
    /// <returns>The name; null when no file can be written, without which the run goes on.</returns>
    public string? SaveLocal(Uri app, string key, IReadOnlyDictionary<string, string> settings)
    {
        using var process = Process.GetCurrentProcess();
        var profile = new AppProfile(app.ToString(), key) { Settings = settings, Process = process.Id, ProcessStartedAt = process.StartTime.ToUniversalTime() };
        var name = Find(Local) is { } other && other.Process != process.Id ? $"{Local}-{app.Port}" : Local;
        try
        {
            Save(name, profile);
            return name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Removes the profile of a local run, unless another run has written one of the same name since.</summary>
    public void RemoveLocal(string name)
    {
        try
        {
            if (Find(name)?.Process is { } process && process == Environment.ProcessId)
            {
                File.Delete(PathOf(name));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It counts no more once this process has ended.
        }
    }

    private static bool IsUsable(AppProfile profile)
    {
        if (profile.Process is not { } id)
        {
            return true;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return (process.StartTime.ToUniversalTime() - profile.ProcessStartedAt)?.Duration() < ClockTolerance;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,50}$")]
    private static partial Regex Name();
}
