using Mhero.DevHost.Services;

namespace Mhero.DevHost.Run;

/// <summary>Files of the clone that the local run uses as they are.</summary>
internal static class CloneFolder
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(NodeModules.Folder, "..", "..", ".."));

    public static string HostJson => Path.Combine(Root, "host.json");

    /// <summary>Schedules and queue names as they are deployed.</summary>
    public static string DefaultSettings => Path.Combine(Root, "infra", "bicep", "app", "defaults.json");

    public static string Examples => Path.Combine(Root, "examples");

    public static string ContactsExample => Path.Combine(Examples, "1-contacts-in-step");
}
