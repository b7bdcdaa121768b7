namespace Mhero.Simulation.Tests.Authoring;

/// <summary>The clone that the tests were built from.</summary>
internal static class SourceRoot
{
    /// <summary>The folder of <c>Mhero.sln</c>.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Mhero.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("No Mhero.sln above the test assembly.");
    }
}
